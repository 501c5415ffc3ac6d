import { isObject, type KubernetesObject } from "../../kubernetes-api/fields.ts";

/**
 * Annotations that are shown; whole manifests (and the secrets in them) stand in others, such as
 * `kubectl.kubernetes.io/last-applied-configuration`.
 */
const shownAnnotation =
  /^(?:deployment\.kubernetes\.io\/|kubernetes\.io\/(?:change-cause|ingress|limit-ranger|config\.source)|kubectl\.kubernetes\.io\/(?:restartedAt|default-container)$|volume\.(?:beta\.)?kubernetes\.io\/|nginx\.ingress\.kubernetes\.io\/(?!.*(?:auth|snippet))|cluster-autoscaler\.kubernetes\.io\/|argocd\.argoproj\.io\/tracking-id$|app\.kubernetes\.io\/)/;

const secretName =
  /pass(?:word|wd|phrase)?|secret|token|api_?key|access_?key|private_?key|credential|cookie|salt|dsn$|auth(?!or)|signature|connection_?string/i;

/** `scheme://user:password@host`: the address stays, the password goes. */
const userInfo = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@:]{0,200}:[^\s/@]{1,500}@/gi;

const withheld = "[redacted:env]";

/**
 * A copy without what nobody needs (managed fields) and what nobody may see: values of Secrets and ConfigMaps,
 * annotations that may hold a whole manifest, values of variables that look like a secret.
 */
export function cleanObject(object: KubernetesObject): KubernetesObject {
  const { metadata, ...rest } = object;
  const cleaned: Record<string, unknown> = {
    ...(object["apiVersion"] === undefined ? {} : { apiVersion: object["apiVersion"] }),
    ...(object["kind"] === undefined ? {} : { kind: object["kind"] }),
    metadata: cleanMetadata(metadata),
  };
  for (const [key, value] of Object.entries(rest)) {
    if (key === "apiVersion" || key === "kind") continue;
    cleaned[key] =
      key === "data" || key === "binaryData" || key === "stringData" ? sizesOf(value) : cleanValue(value, 0);
  }
  return cleaned;
}

function cleanMetadata(metadata: unknown): KubernetesObject {
  if (!isObject(metadata)) return {};
  const { annotations, managedFields: _, selfLink: __, ...kept } = metadata;
  const shown = isObject(annotations)
    ? Object.entries(annotations).filter(([name]) => shownAnnotation.test(name))
    : [];
  return {
    ...kept,
    ...(shown.length > 0 ? { annotations: Object.fromEntries(shown) } : {}),
  };
}

/** The names of what a ConfigMap holds; a missing key is a cause, its value never is. */
function sizesOf(data: unknown): KubernetesObject {
  if (!isObject(data)) return {};
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      `[${typeof value === "string" ? Buffer.byteLength(value) : 0} bytes, left out]`,
    ]),
  );
}

function cleanValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") return value.replace(userInfo, "$1[redacted:url]@");
  if (depth > 40) return null;
  if (Array.isArray(value)) return value.map((item) => cleanValue(item, depth + 1));
  if (!isObject(value)) return value;
  // A variable: `{ name, value }`. References (`valueFrom`) name where a value lies and hold none.
  const { name, value: held } = value;
  if (typeof name === "string" && typeof held === "string" && secretName.test(name)) {
    return { ...value, value: held === "" ? "" : withheld };
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      // Templates carry annotations of their own.
      key === "metadata" && isObject(item) ? cleanMetadata(item) : cleanValue(item, depth + 1),
    ]),
  );
}
