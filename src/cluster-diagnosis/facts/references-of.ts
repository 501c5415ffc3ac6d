import { at, type SourceText } from "../text/source-text.ts";
import { inside, manyAt, type Structure, textAt } from "../text/structure.ts";
import type { Facts, ObjectName, ReferenceFact } from "./facts.ts";
import { placeOf } from "./object-parts.ts";

const MAX_REFERENCES = 200_000;
/** Where the template of a workload's pods stands; a pod is its own. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  CronJob: ["spec", "jobTemplate", "spec", "template"],
};

/** A field that names one object: where it stands, and the kind, fixed or found at another path. */
interface Named {
  /** Lists on the way; the rest of the paths begins at each of their items. */
  each?: readonly (readonly string[])[];
  name: readonly string[];
  kind: string | readonly string[];
  /** The kind where the path to it holds none. */
  otherwise?: string;
  namespace?: readonly string[];
  /** Where the port of a Service may stand. */
  port?: readonly (readonly string[])[];
  where: string;
}

const BACKEND: Omit<Named, "each"> = {
  name: ["name"],
  kind: ["kind"],
  otherwise: "Service",
  namespace: ["namespace"],
  port: [["port"]],
  where: "backend",
};
const WEBHOOKS: readonly Named[] = [
  {
    each: [["webhooks"]],
    name: ["clientConfig", "service", "name"],
    kind: "Service",
    namespace: ["clientConfig", "service", "namespace"],
    port: [["clientConfig", "service", "port"]],
    where: "webhook",
  },
];
const BINDING: readonly Named[] = [
  { name: ["roleRef", "name"], kind: ["roleRef", "kind"], otherwise: "ClusterRole", where: "role" },
  {
    each: [["subjects"]],
    name: ["name"],
    kind: ["kind"],
    namespace: ["namespace"],
    where: "subject",
  },
];
const PARENT: Named = {
  each: [["spec", "parentRefs"]],
  name: ["name"],
  kind: ["kind"],
  otherwise: "Gateway",
  namespace: ["namespace"],
  where: "parent",
};
const ROUTE: readonly Named[] = [PARENT, { each: [["spec", "rules"], ["backendRefs"]], ...BACKEND }];
const ISSUER: readonly Named[] = [
  {
    name: ["spec", "issuerRef", "name"],
    kind: ["spec", "issuerRef", "kind"],
    otherwise: "Issuer",
    where: "issuer",
  },
];
const SOURCE_REF: readonly Named[] = [
  {
    name: ["spec", "sourceRef", "name"],
    kind: ["spec", "sourceRef", "kind"],
    namespace: ["spec", "sourceRef", "namespace"],
    where: "source",
  },
];

/** What objects name of others, by their API's own fields. */
const REFERENCES: Readonly<Record<string, readonly Named[]>> = {
  Ingress: [
    { name: ["spec", "ingressClassName"], kind: "IngressClass", where: "class" },
    { name: ["spec", "defaultBackend", "service", "name"], kind: "Service", where: "default backend" },
    {
      each: [
        ["spec", "rules"],
        ["http", "paths"],
      ],
      name: ["backend", "service", "name"],
      kind: "Service",
      port: [
        ["backend", "service", "port", "number"],
        ["backend", "service", "port", "name"],
      ],
      where: "backend",
    },
    {
      each: [
        ["spec", "rules"],
        ["http", "paths"],
      ],
      name: ["backend", "serviceName"],
      kind: "Service",
      where: "backend",
    },
    { each: [["spec", "tls"]], name: ["secretName"], kind: "Secret", where: "TLS" },
  ],
  HTTPRoute: ROUTE,
  GRPCRoute: ROUTE,
  TLSRoute: ROUTE,
  TCPRoute: ROUTE,
  UDPRoute: ROUTE,
  Gateway: [
    { name: ["spec", "gatewayClassName"], kind: "GatewayClass", where: "class" },
    {
      each: [
        ["spec", "listeners"],
        ["tls", "certificateRefs"],
      ],
      name: ["name"],
      kind: ["kind"],
      otherwise: "Secret",
      namespace: ["namespace"],
      where: "listener",
    },
  ],
  HorizontalPodAutoscaler: [
    { name: ["spec", "scaleTargetRef", "name"], kind: ["spec", "scaleTargetRef", "kind"], where: "target" },
  ],
  VerticalPodAutoscaler: [
    { name: ["spec", "targetRef", "name"], kind: ["spec", "targetRef", "kind"], where: "target" },
  ],
  ScaledObject: [
    {
      name: ["spec", "scaleTargetRef", "name"],
      kind: ["spec", "scaleTargetRef", "kind"],
      otherwise: "Deployment",
      where: "target",
    },
  ],
  StatefulSet: [
    { name: ["spec", "serviceName"], kind: "Service", where: "governing service" },
    {
      each: [["spec", "volumeClaimTemplates"]],
      name: ["spec", "storageClassName"],
      kind: "StorageClass",
      where: "claim template",
    },
  ],
  PersistentVolumeClaim: [
    { name: ["spec", "storageClassName"], kind: "StorageClass", where: "storage class" },
    { name: ["spec", "volumeName"], kind: "PersistentVolume", where: "volume" },
  ],
  RoleBinding: BINDING,
  ClusterRoleBinding: BINDING,
  ServiceAccount: [
    { each: [["imagePullSecrets"]], name: ["name"], kind: "Secret", where: "image pull secret" },
  ],
  ValidatingWebhookConfiguration: WEBHOOKS,
  MutatingWebhookConfiguration: WEBHOOKS,
  APIService: [
    {
      name: ["spec", "service", "name"],
      kind: "Service",
      namespace: ["spec", "service", "namespace"],
      where: "service",
    },
  ],
  CustomResourceDefinition: [
    {
      name: ["spec", "conversion", "webhook", "clientConfig", "service", "name"],
      kind: "Service",
      namespace: ["spec", "conversion", "webhook", "clientConfig", "service", "namespace"],
      where: "conversion webhook",
    },
  ],
  StorageClass: [{ name: ["provisioner"], kind: "CSIDriver", where: "provisioner" }],
  Certificate: ISSUER,
  CertificateRequest: ISSUER,
  Subscription: [
    {
      name: ["spec", "source"],
      kind: "CatalogSource",
      namespace: ["spec", "sourceNamespace"],
      where: "source",
    },
  ],
  ExternalSecret: [
    {
      name: ["spec", "secretStoreRef", "name"],
      kind: ["spec", "secretStoreRef", "kind"],
      otherwise: "SecretStore",
      where: "store",
    },
  ],
  Kustomization: SOURCE_REF,
  HelmChart: SOURCE_REF,
  HelmRelease: [
    {
      name: ["spec", "chart", "spec", "sourceRef", "name"],
      kind: ["spec", "chart", "spec", "sourceRef", "kind"],
      namespace: ["spec", "chart", "spec", "sourceRef", "namespace"],
      where: "source",
    },
  ],
};

/** Adds what an object names of others. */
export function addReferences(facts: Facts, source: SourceText, value: Structure, from: ObjectName): void {
  const add = (reference: Omit<ReferenceFact, "from" | "optional"> & { optional?: boolean }) => {
    const { to } = reference;
    if (to.name === "" || to.kind === "" || facts.references.length >= MAX_REFERENCES) return;
    facts.references.push({ optional: false, ...reference, from });
  };
  for (const named of REFERENCES[from.kind] ?? []) {
    let holders = [value];
    for (const path of named.each ?? []) holders = holders.flatMap((holder) => manyAt(holder, ...path));
    for (const holder of holders) {
      const found = inside(holder, ...named.name);
      const kind =
        typeof named.kind === "string" ? named.kind : textAt(holder, ...named.kind) || named.otherwise || "";
      const namespace = named.namespace ? textAt(holder, ...named.namespace) : undefined;
      if (found?.scalar === undefined || kind === "User" || kind === "Group") continue;
      const to = { kind, name: found.scalar, ...(namespace ? { namespace } : {}) };
      const port = named.port?.map((path) => textAt(holder, ...path)).find((one) => one !== undefined);
      add({
        to,
        ...(port === undefined ? {} : { port }),
        where: named.where,
        place: placeOf(source, found, at(source, value.start)),
      });
    }
  }
  const template = inside(value, ...(TEMPLATES[from.kind] ?? ["spec", "template"]));
  const spec = inside(template, "spec");
  if (inside(spec, "containers")) addPodReferences(source, spec, add);
}

type Add = (reference: Omit<ReferenceFact, "from" | "optional"> & { optional?: boolean }) => void;

function addPodReferences(source: SourceText, spec: Structure | undefined, add: Add): void {
  const fallback = at(source, spec?.start ?? 1);
  const named = (holder: Structure | undefined, kind: string, where: string, name = "name") => {
    const found = inside(holder, name);
    if (!holder || found?.scalar === undefined) return;
    const key = inside(holder, "key");
    const optional = textAt(holder, "optional") === "true";
    add({
      to: { kind, name: found.scalar },
      ...(key?.scalar === undefined ? {} : { key: key.scalar }),
      optional,
      where,
      place: placeOf(source, key ? holder : found, fallback),
    });
    for (const item of manyAt(holder, "items")) {
      const path = inside(item, "key");
      if (path?.scalar === undefined) continue;
      const place = { source, start: found.start, end: Math.min(path.end, found.start + 12) };
      add({ to: { kind, name: found.scalar }, key: path.scalar, optional, where, place });
    }
  };
  for (const container of [...manyAt(spec, "initContainers"), ...manyAt(spec, "containers")]) {
    const of = `of container ${textAt(container, "name") ?? ""}`;
    for (const variable of manyAt(container, "env")) {
      const where = `variable ${textAt(variable, "name") ?? ""} ${of}`;
      named(inside(variable, "valueFrom", "configMapKeyRef"), "ConfigMap", where);
      named(inside(variable, "valueFrom", "secretKeyRef"), "Secret", where);
    }
    for (const all of manyAt(container, "envFrom")) {
      named(inside(all, "configMapRef"), "ConfigMap", `variables ${of}`);
      named(inside(all, "secretRef"), "Secret", `variables ${of}`);
    }
  }
  for (const volume of manyAt(spec, "volumes")) {
    const where = `volume ${textAt(volume, "name") ?? ""}`;
    named(inside(volume, "configMap"), "ConfigMap", where);
    named(inside(volume, "secret"), "Secret", where, "secretName");
    named(inside(volume, "persistentVolumeClaim"), "PersistentVolumeClaim", where, "claimName");
    for (const part of manyAt(volume, "projected", "sources")) {
      named(inside(part, "configMap"), "ConfigMap", where);
      named(inside(part, "secret"), "Secret", where);
    }
  }
  for (const secret of manyAt(spec, "imagePullSecrets")) named(secret, "Secret", "image pull secret");
  named(spec, "ServiceAccount", "service account", "serviceAccountName");
  named(spec, "PriorityClass", "priority class", "priorityClassName");
  named(spec, "RuntimeClass", "runtime class", "runtimeClassName");
}
