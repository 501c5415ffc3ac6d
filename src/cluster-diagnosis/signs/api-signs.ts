import { capital } from "./kubernetes-signs.ts";
import type { Sign } from "./sign.ts";

/**
 * What the API server, admission, Helm and operators say to those who change a cluster. Sources: the API server's
 * validation and admission plugins, kubectl and client-go (kubernetes/kubernetes), helm/helm, OLM's resolver.
 */
export const apiSigns: readonly Sign[] = [
  {
    id: "runs-as-root",
    category: "configuration",
    depth: 92,
    test: /(container has runAsNonRoot and image (?:will run as root|has non-numeric user \([^)]{1,100}\), cannot verify user is non-root)|container's runAsUser breaks non-root policy)/,
    says: ({ owner, named }) => `${capital(owner)} may not start: ${named}.`,
  },
  {
    id: "field-immutable",
    category: "deployment",
    depth: 86,
    test: /(\w{1,80}(?:\.apps|\.batch)? "[^"]{1,253}") is invalid: (.{1,600}?(?:field is immutable|is immutable|may not change once set|updates to statefulset spec for fields other than|can not be decreased|field can not be less than previous value))/,
    says: ({ named, detail }) =>
      `The API server refuses the change of ${named}, which would alter an immutable field: ${field(detail)}.`,
  },
  {
    id: "object-invalid",
    category: "deployment",
    depth: 82,
    test: /([A-Z]\w{1,80}(?:\.[\w.]{1,100})? \\?"[^"\\]{1,253}\\?") is invalid: (.{1,400})/,
    says: ({ named, detail }) => `The API server refuses ${named}: ${detail}.`,
  },
  {
    id: "field-unknown",
    category: "deployment",
    depth: 80,
    test: /(strict decoding error: .{1,200}|error validating data: .{1,200}|error converting YAML to JSON: .{1,200}|YAML parse error on .{1,200})/,
    says: ({ owner, named }) => `A manifest of ${owner} is not valid: ${named}.`,
  },
  {
    id: "kind-not-served",
    category: "configuration",
    depth: 84,
    test: /no matches for kind \\?"(\w{1,100})\\?" in (?:version|group) \\?"([^"\\]{1,200})\\?"/,
    says: ({ owner, named, detail }) =>
      `The cluster serves no ${named} of ${detail}, which ${owner} needs: its CRD is not installed, or this version was removed.`,
  },
  {
    id: "resource-not-served",
    category: "configuration",
    depth: 62,
    test: /(the server could not find the requested resource(?: \([^)]{1,200}\))?|the server doesn't have a resource type "[^"]{1,100}")/,
    says: ({ owner, named }) => `The cluster does not serve a kind that ${owner} asks for: ${named}.`,
  },
  {
    id: "priority-class-missing",
    category: "config_missing",
    depth: 91,
    test: /no PriorityClass with name (\S{1,253}) was found/,
    says: ({ owner, named }) => `The PriorityClass ${named} that ${owner} names does not exist.`,
  },
  {
    id: "runtime-class-missing",
    category: "config_missing",
    depth: 91,
    test: /(?:RuntimeClass|runtimeclasses?(?:\.node\.k8s\.io)?) "([^"]{1,253})" not found/,
    says: ({ owner, named }) => `The RuntimeClass ${named} that ${owner} names does not exist.`,
  },
  {
    id: "role-missing",
    category: "rbac_forbidden",
    depth: 92,
    test: /((?:cluster)?role\.rbac\.authorization\.k8s\.io "[^"]{1,253}") not found/,
    says: ({ owner, named }) =>
      `A binding names ${named}, which does not exist, so ${owner} lacks its permissions.`,
  },
  {
    id: "namespace-terminating",
    category: "namespace_not_found",
    depth: 84,
    test: /unable to create new content in namespace (\S{1,63}) because it is being terminated/,
    says: ({ owner, named }) => `The namespace ${named} is being deleted, so ${owner} cannot be created.`,
  },
  {
    id: "eviction-refused",
    category: "configuration",
    depth: 74,
    test: /(?:error when evicting pods?\/"([^"]{1,253})".{0,200})?(Cannot evict pod as it would violate the pod's disruption budget)/,
    says: ({ named }) =>
      `${named.startsWith("Cannot") ? "A pod" : `Pod ${named}`} cannot be evicted, since its disruption budget allows no disruption.`,
  },
  {
    id: "preempted",
    category: "unschedulable_resources",
    depth: 78,
    where: ["event", "condition"],
    test: /^(?:[\w-]{1,100}: )?(Preempted (?:by|in order to admit) .{1,200}|preempting to accommodate a higher priority pod)/,
    says: ({ owner, named }) => `${capital(owner)} had to make room for a pod of higher priority: ${named}.`,
  },
  {
    id: "helm-busy",
    category: "deployment",
    depth: 80,
    test: /(another operation \(install\/upgrade\/rollback\) is in progress)/,
    says: ({ named }) =>
      `The Helm release cannot be changed: ${named}; an earlier one was broken off and left it pending.`,
  },
  {
    id: "helm-failed",
    category: "deployment",
    depth: 64,
    test: /((?:UPGRADE|INSTALLATION|ROLLBACK) FAILED): (.{1,400})|(cannot re-use a name that is still in use)|(has no deployed releases)/,
    says: ({ named, detail }) => `Helm failed: ${detail || named}.`,
  },
  {
    id: "helm-ownership",
    category: "deployment",
    depth: 82,
    test: /((?:\w{1,60} "[^"]{1,253}" in namespace "[^"]{0,63}" )?exists and cannot be imported into the current release): (.{1,200})/,
    says: ({ named, detail }) => `Helm refuses to take over an object: ${named}: ${detail}.`,
  },
  {
    id: "not-satisfiable",
    category: "deployment",
    depth: 82,
    test: /(constraints not satisfiable: .{1,300})/,
    says: ({ owner, named }) => `${capital(owner)} cannot be installed: ${named}.`,
  },
  {
    id: "addresses-exhausted",
    category: "infrastructure",
    depth: 82,
    test: /(no IP addresses available in range set.{0,100}|failed to assign an IP address to container|no available IP addresses|InsufficientFreeAddressesInSubnet.{0,100}|failed to allocate for range \d+.{0,150})/,
    says: ({ owner, named }) => `There is no address left in the pod network for ${owner}: ${named}.`,
  },
  {
    id: "csi-not-registered",
    category: "pvc_storageclass_missing",
    depth: 86,
    test: /driver name (\S{1,253}) not found in the list of registered CSI drivers/,
    says: ({ owner, named }) => `The CSI driver ${named} does not run on the node of ${owner}.`,
  },
  {
    id: "volume-mismatch",
    category: "pvc_storageclass_missing",
    depth: 88,
    test: /Cannot bind to requested volume "([^"]{1,253})": (.{1,200})/,
    says: ({ owner, named, detail }) => `${capital(owner)} cannot use the volume ${named}: ${detail}.`,
  },
  {
    id: "claim-lost",
    category: "pvc_storageclass_missing",
    depth: 88,
    test: /(Bound claim has lost (?:its PersistentVolume|reference to PersistentVolume))/,
    says: ({ owner, named }) => `The volume of ${owner} is gone: ${named}.`,
  },
  {
    id: "resize-refused",
    category: "pvc_storageclass_missing",
    depth: 84,
    test: /(only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize)/,
    says: ({ owner, named }) => `${capital(owner)} cannot grow: ${named}.`,
  },
  {
    id: "load-balancer",
    category: "infrastructure",
    depth: 74,
    test: /(?:Error syncing load balancer|failed to ensure load balancer|Failed to allocate IP for)[^:]{0,100}: (.{1,300})/,
    says: ({ owner, named }) => `${capital(owner)} gets no load balancer: ${named}.`,
  },
  {
    id: "etcd-full",
    category: "disk_full",
    depth: 91,
    test: /(etcdserver: mvcc: database space exceeded|alarm:NOSPACE)/,
    says: ({ owner, named }) =>
      `The store of the API server (etcd) is full, so ${owner} cannot write: ${named}.`,
  },
  {
    id: "etcd-slow",
    category: "infrastructure",
    depth: 76,
    test: /(etcdserver: (?:request timed out|leader changed|no leader)[^"]{0,60})/,
    says: ({ owner, named }) => `The API server's store (etcd) does not answer ${owner}: ${named}.`,
  },
  {
    id: "name-server-loop",
    category: "dns_resolution_failure",
    depth: 88,
    where: ["log"],
    test: /(plugin\/loop: Loop \([^)]{1,200}\) detected for zone "[^"]{1,253}")/,
    says: ({ owner, named }) => `The name server ${owner} stops because it forwards to itself: ${named}.`,
  },
  {
    id: "missed-starts",
    category: "configuration",
    depth: 60,
    test: /(Cannot determine if job needs to be started.{0,200}|too many missed start times?.{0,120}|unparseable schedule: .{1,200}|FailedNeedsStart.{0,120})/,
    says: ({ owner, named }) => `${capital(owner)} does not start its jobs: ${named}.`,
  },
  {
    id: "rate-limited",
    category: "application_error",
    depth: 66,
    where: ["log"],
    test: /((?:429 Too Many Requests|[Tt]oo [Mm]any [Rr]equests|[Rr]ate[ -]?limit(?:ed| (?:is |was )?(?:exceeded|reached|hit|exhausted))|RateLimitExceeded|ThrottlingException|API quota exceeded|"?status(?:_?code)?"?[:=] ?429\b).{0,120})/,
    says: ({ owner, named }) => `${capital(owner)} is refused for asking too often (rate limit): ${named}.`,
  },
  {
    id: "open-files",
    category: "application_error",
    depth: 76,
    test: /([Tt]oo many open files[^"]{0,80}|EMFILE\b.{0,80}|no space left on device.{0,20}inotify)/,
    says: ({ owner, named }) => `${capital(owner)} has no file handles left: ${named}.`,
  },
  {
    id: "port-in-use",
    category: "application_error",
    depth: 76,
    test: /((?:bind|listen|listening|bound|binding|EADDRINUSE|OSError)\b.{0,160}?(?:[Aa]ddress already in use|address in use)[^"]{0,60}|EADDRINUSE.{0,80}|Port \d{1,5} (?:is )?already in use)/,
    says: ({ owner, named }) => `${capital(owner)} cannot listen: ${named}.`,
  },
  {
    id: "file-not-writable",
    category: "application_error",
    depth: 72,
    test: /((?:(?:open|mkdir|create|write|unlink|chmod|chown|touch|cp|mv|rm|cannot \w{2,12}(?: \w{2,12}){0,2}|EACCES|EROFS|[Ee]rrno 13|[Ee]rrno 30)\b.{0,120}?\/[\w./-]{1,200}['"]?.{0,10}?|EACCES: |EROFS: )(?:[Pp]ermission denied|[Rr]ead-only file ?system).{0,120}|(?:[Pp]ermission denied|[Rr]ead-only file system): ['"]?\/[\w./-]{1,200}['"]?)/,
    where: ["log", "state"],
    says: ({ owner, named }) => `${capital(owner)} may not use a file of its own: ${named.trim()}.`,
  },
];

/** The last field that a list of errors names, and what is wrong with it; values in between are long. */
function field(detail: string): string {
  const first = /^([\w.[\]]{1,200}): /.exec(detail)?.[1];
  const last = detail.split(": ").at(-1) ?? "";
  return first ? `${first}: ${last}` : last;
}
