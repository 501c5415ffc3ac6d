import type { Config } from "../../config/config.ts";
import type { Check } from "./part.ts";

/** One permission: what Inquest cannot do without. Everything else it lacks shows as a gap in a report. */
type Permission = [verb: string, resource: string, group: string];

const reading: Permission[] = [
  ["get", "pods", ""],
  ["list", "pods", ""],
  ["get", "pods/log", ""],
  ["list", "events", ""],
  ["get", "deployments", "apps"],
  ["list", "replicasets", "apps"],
];
const watching: Permission[] = [
  ["watch", "pods", ""],
  ["list", "deployments", "apps"],
  ["watch", "deployments", "apps"],
  ["list", "jobs", "batch"],
  ["watch", "jobs", "batch"],
];
const leading: Permission[] = [
  ["get", "leases", "coordination.k8s.io"],
  ["create", "leases", "coordination.k8s.io"],
  ["update", "leases", "coordination.k8s.io"],
];
/** Namespaces that are asked about; the others are mostly granted alike. */
const mostNamespaces = 5;

/**
 * Asks the cluster what it grants.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access
 */
export function checkKubernetes(config: Config): Check {
  return async (signal) => {
    const { kubernetes } = config;
    if (!kubernetes) {
      return {
        state: "off",
        message: "not connected",
        next: "Set INQUEST_KUBERNETES to in-cluster or to a kubeconfig; docs/kubernetes.md has the permissions.",
      };
    }
    const [{ createKubernetesApi }, { fieldAt }] = await Promise.all([
      import("../../kubernetes-api/kubernetes-api.ts"),
      import("../../kubernetes-api/fields.ts"),
    ]);
    const api = createKubernetesApi({ access: kubernetes.access });
    const review = {
      kind: "SelfSubjectAccessReview",
      group: "authorization.k8s.io",
      version: "v1",
      plural: "selfsubjectaccessreviews",
      namespaced: false,
    };
    const grants = async ([verb, named, group]: Permission, namespace: string): Promise<boolean> => {
      const [resource, subresource] = named.split("/");
      const resourceAttributes = {
        verb,
        group,
        resource,
        namespace,
        ...(subresource ? { subresource } : {}),
      };
      const asked = {
        apiVersion: "authorization.k8s.io/v1",
        kind: "SelfSubjectAccessReview",
        spec: { resourceAttributes },
      };
      return fieldAt(await api.create(review, "", asked, signal), "status", "allowed") === true;
    };
    try {
      const cluster = (await api.cluster()) || "this cluster";
      const { namespaces, watch } = kubernetes;
      const wanted: [Permission, string][] = [
        ...placesOf(namespaces).flatMap((place) => reading.map((one): [Permission, string] => [one, place])),
        ...(watch
          ? placesOf(watch.namespaces).flatMap((place) =>
              watching.map((one): [Permission, string] => [one, place]),
            )
          : []),
      ];
      if (watch) {
        const own = await api.ownNamespace();
        wanted.push(...leading.map((one): [Permission, string] => [one, own]));
      }
      const granted = await Promise.all(wanted.map(([permission, place]) => grants(permission, place)));
      const lacking = wanted.filter((_, index) => !granted[index]);
      if (lacking.length > 0) {
        const words = lacking.slice(0, 6).map(([[verb, resource], place]) => {
          return `${verb} ${resource}${place === "" ? "" : ` in ${place}`}`;
        });
        const more = lacking.length > words.length ? ` and ${lacking.length - words.length} more` : "";
        return {
          state: "broken",
          message: `${cluster} does not grant ${words.join(", ")}${more}`,
          next: "Apply deploy/kubernetes/rbac.yaml, or grant these to the account of the kubeconfig.",
        };
      }
      const scope = namespaces.length === 0 ? "every namespace" : `${namespaces.length} namespaces`;
      return { state: "ok", message: `${cluster}, ${scope}${watch ? ", watched" : ""}` };
    } finally {
      api.close();
    }
  };
}

function placesOf(namespaces: readonly string[]): readonly string[] {
  return namespaces.length === 0 ? [""] : namespaces.slice(0, mostNamespaces);
}
