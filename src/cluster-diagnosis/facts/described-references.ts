import { type Entry, entryOf } from "../text/read-description.ts";
import { at, type SourceText } from "../text/source-text.ts";
import type { Facts, ObjectName, ReferenceFact } from "./facts.ts";

type Add = (to: ObjectName, where: string, line: number, rest?: Partial<ReferenceFact>) => void;

/** Adds what an object names of others, from the sentences in which `kubectl describe` says it. */
export function addDescribedReferences(
  facts: Facts,
  source: SourceText,
  entries: readonly Entry[],
  from: ObjectName,
): void {
  const add: Add = (to, where, line, rest = {}) => {
    if (to.name === "" || /^<.*>$/.test(to.name)) return;
    facts.references.push({ from, to, where, optional: false, place: at(source, line), ...rest });
  };
  const whole = (key: string, kind: string, where: string) => {
    const entry = entryOf(entries, key);
    if (entry && entry.value !== "") add({ kind, name: entry.value }, where, entry.line);
  };
  if (from.kind === "Pod") addOfPod(entries, add);
  const template = entryOf(entries, "Pod Template");
  if (template) addOfPod(template.children, add);
  if (from.kind === "PersistentVolumeClaim") {
    whole("StorageClass", "StorageClass", "storage class");
    whole("Volume", "PersistentVolume", "volume");
  }
  if (from.kind === "StorageClass") whole("Provisioner", "CSIDriver", "provisioner");
  if (from.kind === "HorizontalPodAutoscaler") addTarget(entries, add);
  if (from.kind === "Ingress") addOfIngress(source, entries, add);
  if (from.kind === "RoleBinding" || from.kind === "ClusterRoleBinding") addOfBinding(entries, add);
}

function addTarget(entries: readonly Entry[], add: Add): void {
  const entry = entryOf(entries, "Reference");
  const [kind = "", name = ""] = (entry?.value ?? "").split("/");
  if (entry) add({ kind, name }, "target", entry.line);
}

function addOfPod(entries: readonly Entry[], add: Add): void {
  for (const [key, kind, where] of [
    ["Service Account", "ServiceAccount", "service account"],
    ["Priority Class Name", "PriorityClass", "priority class"],
    ["Runtime Class Name", "RuntimeClass", "runtime class"],
  ] as const) {
    const entry = entryOf(entries, key);
    if (entry) add({ kind, name: entry.value }, where, entry.line);
  }
  const containers = ["Init Containers", "Containers"].flatMap(
    (key) => entryOf(entries, key)?.children ?? [],
  );
  for (const container of containers) {
    const of = `of container ${container.key}`;
    for (const all of entryOf(container.children, "Environment Variables from")?.children ?? []) {
      const match = /^(\S{1,253})\s+(ConfigMap|Secret)\b.*?(?:Optional: (\w+))?$/.exec(fullOf(all));
      if (match) {
        const optional = match[3] === "true";
        add({ kind: match[2] ?? "", name: match[1] ?? "" }, `variables ${of}`, all.line, { optional });
      }
    }
    for (const variable of entryOf(container.children, "Environment")?.children ?? []) {
      const match =
        /^<set to the key '([^']{1,253})' (?:in|of) (secret|config map) '([^']{1,253})'>(?:\s+Optional: (\w+))?/.exec(
          variable.value,
        );
      if (!match) continue;
      const kind = match[2] === "secret" ? "Secret" : "ConfigMap";
      const rest = { key: match[1] ?? "", optional: match[4] === "true" };
      add({ kind, name: match[3] ?? "" }, `variable ${variable.key} ${of}`, variable.line, rest);
    }
  }
  for (const volume of entryOf(entries, "Volumes")?.children ?? []) {
    const where = `volume ${volume.key}`;
    const optional = entryOf(volume.children, "Optional")?.value === "true";
    const type = entryOf(volume.children, "Type")?.value ?? "";
    for (const [key, kind] of [
      ["SecretName", "Secret"],
      ["ClaimName", "PersistentVolumeClaim"],
      ["ConfigMapName", "ConfigMap"],
      ...(type.startsWith("ConfigMap") ? [["Name", "ConfigMap"] as const] : []),
    ] as const) {
      const entry = entryOf(volume.children, key);
      // `ConfigMapOptional` stands below the part of a projected volume that it is about.
      const free = entryOf(volume.children, `${kind}Optional`)?.value === "true";
      if (entry) add({ kind, name: entry.value }, where, entry.line, { optional: optional || free });
    }
  }
}

function fullOf({ key, value }: Entry): string {
  return key === "" ? value : `${key}: ${value}`;
}

const BACKEND = /(?:^|\s)([a-z0-9][a-z0-9-]{0,62}):([\w-]{1,63})\s+\(/;

function addOfIngress(source: SourceText, entries: readonly Entry[], add: Add): void {
  const ingressClass = entryOf(entries, "Ingress Class");
  if (ingressClass) add({ kind: "IngressClass", name: ingressClass.value }, "class", ingressClass.line);
  const visit = (list: readonly Entry[]) => {
    for (const entry of list) {
      const text = source.line(entry.line);
      const [, backend, port] = BACKEND.exec(text) ?? [];
      if (backend && port && !text.includes("<default>"))
        add({ kind: "Service", name: backend }, "backend", entry.line, { port });
      visit(entry.children);
    }
  };
  for (const key of ["Rules", "Default backend"]) {
    const entry = entryOf(entries, key);
    if (entry) visit([entry]);
  }
  for (const tls of entryOf(entries, "TLS")?.children ?? []) {
    const secret = /^(\S{1,253}) terminates /.exec(fullOf(tls))?.[1];
    if (secret && secret !== "SNI") add({ kind: "Secret", name: secret }, "TLS", tls.line);
  }
}

function addOfBinding(entries: readonly Entry[], add: Add): void {
  const role = entryOf(entries, "Role")?.children ?? [];
  const name = entryOf(role, "Name");
  if (name) add({ kind: entryOf(role, "Kind")?.value ?? "ClusterRole", name: name.value }, "role", name.line);
  for (const row of entryOf(entries, "Subjects")?.children ?? []) {
    const [kind = "", subject = "", namespace] = row.value.split(/\s+/);
    if (kind === "ServiceAccount")
      add({ kind, name: subject, ...(namespace ? { namespace } : {}) }, "subject", row.line);
  }
}
