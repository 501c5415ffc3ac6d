import type { Sign } from "./sign.ts";

/**
 * What the kubelet, the controllers, the scheduler, the API server and container runtimes say in events,
 * conditions and states, and what clients repeat of it in logs. Sources: pkg/kubelet/events, pkg/kubelet/images,
 * pkg/kubelet/eviction, pkg/scheduler/framework/plugins and the API server's status errors, all of
 * kubernetes/kubernetes; containerd and runc.
 */
export const kubernetesSigns: readonly Sign[] = [
  {
    id: "image-pull",
    category: "image_pull_failure",
    depth: 90,
    test: /Failed to pull image "([^"]{1,300})"(?:: (.{1,600}))?/,
    says: ({ owner, named, detail }) =>
      `The image ${named} of ${owner} cannot be pulled${why(lastPart(detail))}.`,
  },
  {
    id: "image-back-off",
    category: "image_pull_failure",
    depth: 88,
    test: /Back-off pulling image "([^"]{1,300})"/,
    says: ({ owner, named }) => `The image ${named} of ${owner} cannot be pulled.`,
  },
  {
    id: "image-invalid",
    category: "image_pull_failure",
    depth: 90,
    test: /Failed to apply default image tag "([^"]{1,300})"|couldn't parse image (?:reference|name) "([^"]{1,300})"/,
    says: ({ owner, named, detail }) => `The image name ${named || detail} of ${owner} is not valid.`,
  },
  {
    id: "image-never-pull",
    category: "image_pull_failure",
    depth: 90,
    test: /Container image "([^"]{1,300})" is not present with pull policy of Never/,
    says: ({ owner, named }) =>
      `The image ${named} of ${owner} is not on the node, and its pull policy is Never.`,
  },
  {
    id: "key-missing",
    category: "config_missing",
    depth: 91,
    test: /couldn't find key (\S{1,200}) in ((?:ConfigMap|Secret) [^\s"]{1,300})/i,
    says: ({ owner, named, detail }) => `The key ${named} is missing in ${detail}, which ${owner} needs.`,
  },
  {
    id: "key-reference",
    category: "config_missing",
    depth: 91,
    test: /(?:configmap|secret)?\s?references non-existent (?:config|secret) key: (\S{1,200})/i,
    says: ({ owner, named }) => `The key ${named} that a volume of ${owner} refers to does not exist.`,
  },
  {
    id: "config-not-found",
    category: "config_missing",
    depth: 91,
    where: ["event", "condition", "state"],
    test: /\b((?:configmap|secret|serviceaccount)s? "[^"]{1,253}") (?:is )?not found/i,
    says: ({ owner, named }) => `The ${singular(named)} that ${owner} needs does not exist.`,
  },
  {
    id: "config-not-registered",
    category: "config_missing",
    depth: 85,
    where: ["event"],
    test: /object "([^"]{1,300})" not registered/,
    says: ({ owner, named }) => `The ConfigMap or Secret ${named} that ${owner} mounts is not there.`,
  },
  {
    id: "claim-not-found",
    category: "pvc_storageclass_missing",
    depth: 88,
    test: /persistentvolumeclaims? "([^"]{1,253})" not found/i,
    says: ({ owner, named }) => `The PersistentVolumeClaim ${named} that ${owner} needs does not exist.`,
  },
  {
    id: "storage-class-missing",
    category: "pvc_storageclass_missing",
    depth: 91,
    test: /storageclass(?:es)?(?:\.storage\.k8s\.io)? "([^"]{1,253})" (?:is )?not found/i,
    says: ({ owner, named }) =>
      `The StorageClass ${named} that ${owner} asks for does not exist, so no volume can be made.`,
  },
  {
    id: "no-storage-class",
    category: "pvc_storageclass_missing",
    depth: 86,
    test: /no persistent volumes available for this claim and no storage class is set/,
    says: ({ owner }) =>
      `${capital(owner)} names no StorageClass and no volume fits it, so it stays unbound.`,
  },
  {
    id: "provisioning-failed",
    category: "pvc_storageclass_missing",
    depth: 86,
    test: /failed to provision volume with StorageClass "([^"]{1,253})": (.{1,400})/,
    says: ({ owner, named, detail }) =>
      `The StorageClass ${named} cannot provision the volume of ${owner}${why(detail)}.`,
  },
  {
    id: "provisioner-missing",
    category: "pvc_storageclass_missing",
    depth: 80,
    where: ["event"],
    test: /[Ww]aiting for a volume to be created(?:,| either by) (?:either by )?(?:the )?external provisioner '?"?([^'"\s]{1,253})/,
    says: ({ owner, named }) => `The provisioner ${named} does not create the volume of ${owner}.`,
  },
  {
    id: "mount-failed",
    category: "pvc_storageclass_missing",
    depth: 62,
    where: ["event"],
    test: /(?:MountVolume\.\w+|AttachVolume\.Attach|MapVolume\.\w+) failed for volume "([^"]{1,253})"\s?: (.{1,400})/,
    says: ({ owner, named, detail }) => `The volume ${named} of ${owner} cannot be mounted${why(detail)}.`,
  },
  {
    id: "multi-attach",
    category: "pvc_storageclass_missing",
    depth: 80,
    test: /Multi-Attach error for volume "([^"]{1,253})"/,
    says: ({ owner, named }) => `The volume ${named} of ${owner} is still attached to another node.`,
  },
  {
    id: "quota",
    category: "quota_exceeded",
    depth: 91,
    test: /exceeded quota: ([^\s,]{1,253})(?:, (requested: .{1,400}))?/,
    says: ({ owner, named, detail }) =>
      `${capital(owner)} may not create its pods: the ResourceQuota ${named} is used up${detail ? ` (${detail})` : ""}.`,
  },
  {
    id: "quota-must-specify",
    category: "quota_exceeded",
    depth: 91,
    test: /failed quota: ([^\s:]{1,253}): must specify (.{1,200})/,
    says: ({ owner, named, detail }) =>
      `The ResourceQuota ${named} refuses the pods of ${owner}, which do not set ${detail}.`,
  },
  {
    id: "limit-range",
    category: "quota_exceeded",
    depth: 89,
    test: /((?:maximum|minimum) [\w.-]{1,60} usage per (?:Container|Pod|PersistentVolumeClaim) is [^,.]{1,60}(?:, but [^.]{1,80})?)/,
    says: ({ owner, named }) => `A LimitRange refuses ${owner}: ${named}.`,
  },
  {
    id: "service-account-missing",
    category: "config_missing",
    depth: 90,
    test: /error looking up service account ([^\s:]{1,300}): serviceaccount/,
    says: ({ owner, named }) => `The ServiceAccount ${named} of ${owner} does not exist.`,
  },
  {
    id: "forbidden",
    category: "rbac_forbidden",
    depth: 88,
    test: /User \\?"([^"\\]{1,253})\\?" cannot ([^.:;]{1,250})/,
    says: ({ owner, named, detail }) =>
      `${capital(owner)} lacks a permission: ${named} cannot ${detail.trim()}.`,
  },
  {
    id: "pod-security",
    category: "rbac_forbidden",
    depth: 88,
    test: /violates PodSecurity "([^"]{1,100})": (.{1,300})/,
    says: ({ owner, named, detail }) =>
      `The pod security standard ${named} refuses the pods of ${owner}: ${detail}.`,
  },
  {
    id: "security-context",
    category: "rbac_forbidden",
    depth: 88,
    test: /unable to validate against any (security context constraint|pod security policy)/,
    says: ({ owner, named }) => `No ${named} allows the pods of ${owner}.`,
  },
  {
    id: "admission-denied",
    category: "rbac_forbidden",
    depth: 86,
    test: /admission webhook "([^"]{1,253})" denied the request(?:: (.{1,300}))?/,
    says: ({ owner, named, detail }) => `The admission webhook ${named} refuses ${owner}${why(detail)}.`,
  },
  {
    id: "webhook-certificate",
    category: "certificate_expired",
    depth: 90,
    test: /failed calling webhook "([^"]{1,253})": .{1,500}?(x509: .{1,300})/,
    says: ({ owner, named, detail }) =>
      `The admission webhook ${named} cannot be called for ${owner}: ${detail}.`,
  },
  {
    id: "webhook-unreachable",
    category: "dependency_down",
    depth: 89,
    test: /failed calling webhook "([^"]{1,253})": (.{1,500})/,
    says: ({ owner, named, detail }) =>
      `The admission webhook ${named} does not answer, so ${owner} cannot be created: ${lastPart(detail)}.`,
  },
  {
    id: "command-missing",
    category: "command_not_found",
    depth: 91,
    test: /exec: \\?"?([^"\\:]{1,300})\\?"?: (executable file not found in \$PATH|(?:stat [^:]{1,300}: )?no such file or directory)/,
    says: ({ owner, named }) => `The command ${named} that ${owner} starts is not found in its image.`,
  },
  {
    id: "command-not-executable",
    category: "command_not_found",
    depth: 90,
    test: /exec: \\?"?([^"\\:]{1,300})\\?"?: (permission denied)/,
    says: ({ owner, named }) => `The command ${named} that ${owner} starts is not executable.`,
  },
  {
    id: "exec-format",
    category: "command_not_found",
    depth: 88,
    test: /exec (?:user process caused: |\S{1,200}: )?(exec format error)/,
    says: ({ owner }) => `The image of ${owner} was built for another processor: exec format error.`,
  },
  {
    id: "pod-storage-limit",
    category: "pod_evicted_ephemeral_storage",
    depth: 90,
    test: /(Pod ephemeral local storage usage exceeds the total limit of containers \S{1,40}|Container \S{1,253} exceeded its local ephemeral storage limit "[^"]{1,40}"|Usage of EmptyDir volume "[^"]{1,253}" exceeds the limit "[^"]{1,40}")/,
    says: ({ owner, named }) =>
      `${capital(owner)} was evicted for its ephemeral storage: ${named.replace(/\.+$/, "")}.`,
  },
  {
    id: "node-storage-low",
    category: "pod_evicted_ephemeral_storage",
    depth: 88,
    test: /(?:node was low on resource|attempting to reclaim)[^.]{0,40}?\b(ephemeral-storage|inodes|nodefs|imagefs)/,
    says: ({ owner, named }) => `${capital(owner)} was evicted because its node ran low on ${named}.`,
  },
  {
    id: "node-memory-low",
    category: "node_memory_pressure",
    depth: 90,
    test: /(?:The node was low on resource: |attempting to reclaim )(memory)/i,
    says: ({ owner }) => `The node ran low on memory, so the kubelet evicted ${owner}.`,
  },
  {
    id: "node-memory-condition",
    category: "node_memory_pressure",
    depth: 88,
    where: ["event", "condition"],
    test: /The node had condition: \[(MemoryPressure)\]|status is now: (NodeHasInsufficientMemory)/,
    says: ({ owner }) => `The node of ${owner} is under memory pressure.`,
  },
  {
    id: "node-disk-condition",
    category: "disk_full",
    depth: 89,
    where: ["event", "condition"],
    test: /The node had condition: \[(DiskPressure)\]|status is now: (NodeHasDiskPressure)/,
    says: ({ owner }) => `The disk of the node is full: ${owner} reports DiskPressure.`,
  },
  {
    id: "image-garbage",
    category: "disk_full",
    depth: 84,
    where: ["event"],
    test: /[Ff]ailed to garbage collect required amount of images|(free disk space)|freed only \d+ bytes/,
    says: ({ owner }) => `The image disk of ${owner} is full and nothing can be removed from it.`,
  },
  {
    id: "kubelet-silent",
    category: "node_not_ready",
    depth: 92,
    test: /(Kubelet stopped posting node status|kubelet is posting NotReady|status is now: NodeNotReady|status is now: NodeUnreachable)/i,
    where: ["event", "condition"],
    says: ({ owner, named }) => `${capital(owner)} is not ready: ${named}.`,
  },
  {
    id: "runtime-down",
    category: "node_not_ready",
    depth: 92,
    where: ["event", "condition"],
    test: /(container runtime (?:network not ready|is down|status check may not have completed yet)|PLEG is not healthy|cni plugin not initialized|runtime network not ready)/i,
    says: ({ owner, named }) => `${capital(owner)} is not ready: ${named}.`,
  },
  {
    id: "node-not-ready-pod",
    category: "node_not_ready",
    depth: 84,
    where: ["event"],
    test: /^(Node is not ready)/,
    says: ({ owner }) => `The node of ${owner} is not ready.`,
  },
  {
    id: "sandbox-failed",
    category: "node_not_ready",
    depth: 60,
    where: ["event"],
    test: /[Ff]ailed to create pod sandbox: (.{1,500})/,
    says: ({ owner, named }) => `The node cannot start ${owner}: ${lastPart(named)}.`,
  },
  {
    id: "oom-event",
    category: "oom_killed",
    // The container that was killed says more of itself.
    depth: 80,
    test: /((?:System OOM encountered|Memory cgroup out of memory: Kill(?:ed)? process|oom-kill:constraint=|Out of memory: Kill(?:ed)? process).{0,120})/,
    says: ({ owner, named }) =>
      `The kernel killed a process of ${owner}, which ran out of memory (OOM): ${named}.`,
  },
  {
    id: "oom-init",
    category: "oom_killed",
    depth: 86,
    test: /(container init was OOM-killed \(memory limit too low\?\))/,
    says: ({ owner }) => `${capital(owner)} was OOM killed while it started: its memory limit is too low.`,
  },
  {
    id: "readiness",
    category: "readiness_probe_failed",
    depth: 58,
    where: ["event"],
    test: /(Readiness probe (?:failed|errored)[^:]{0,60}):?\s?(.{0,300})/,
    says: ({ owner, detail }) => `The readiness probe of ${owner} fails${why(detail)}.`,
  },
  {
    id: "liveness",
    category: "liveness_probe_failed",
    depth: 62,
    where: ["event"],
    test: /((?:Liveness|Startup) probe (?:failed|errored)[^:]{0,60}):?\s?(.{0,300})/,
    says: ({ owner, named, detail }) =>
      `The ${named.split(" ")[0]?.toLowerCase()} probe of ${owner} fails, so the kubelet restarts it${why(detail)}.`,
  },
  {
    id: "liveness-kill",
    category: "liveness_probe_failed",
    depth: 62,
    where: ["event"],
    test: /Container (\S{1,253}) failed (?:liveness|startup) probe, will be restarted/,
    says: ({ owner, named }) =>
      `The kubelet restarts container ${named} of ${owner} because its liveness probe fails.`,
  },
  {
    id: "namespace-missing",
    category: "namespace_not_found",
    depth: 80,
    test: /namespaces? ["']([a-z0-9-]{1,63})["'] (?:not found|does not exist)/i,
    says: ({ named }) => `The namespace ${named} does not exist.`,
  },
  {
    id: "ingress-service-missing",
    category: "ingress_misconfigured",
    depth: 84,
    test: /<error: (?:endpoints|services) "([^"]{1,253})" not found>|[Ee]rror obtaining Endpoints for Service "([^"]{1,300})"|[Ss]ervice "([^"]{1,300})" does not have any active Endpoint/,
    says: ({ owner, named, detail }) =>
      `An Ingress points at the service ${named || detail}, which does not exist or has no endpoints (${owner}).`,
  },
  {
    id: "ingress-class-missing",
    category: "ingress_misconfigured",
    depth: 88,
    test: /ingress(?:\.networking\.k8s\.io)?class(?:es)?(?:\.networking\.k8s\.io)? "([^"]{1,253})" not found|does not contain a valid (IngressClass)|no IngressClass found for (\S{1,253})/i,
    says: ({ owner, named, detail }) => `The ingress class ${named || detail} of ${owner} does not exist.`,
  },
  {
    id: "ingress-tls-secret",
    category: "ingress_misconfigured",
    depth: 84,
    test: /[Ee]rror getting SSL certificate "([^"]{1,300})"/,
    says: ({ owner, named }) => `The TLS secret ${named} of ${owner} cannot be read.`,
  },
  {
    id: "autoscaler-metrics",
    category: "config_missing",
    depth: 56,
    where: ["event", "condition"],
    test: /(missing request for \w{1,30}(?: in container \S{1,200})?)/,
    says: ({ owner, named }) => `${capital(owner)} cannot scale: ${named}.`,
  },
  {
    id: "autoscaler-no-metrics",
    category: "dependency_down",
    depth: 52,
    where: ["event", "condition"],
    test: /(unable to (?:get|fetch) metrics (?:for resource \w{1,30}|from \S{1,100})[^.]{0,200}|no metrics returned from resource metrics API)/,
    says: ({ owner, named }) => `${capital(owner)} cannot scale, since there are no metrics: ${named}.`,
  },
  {
    id: "job-backoff",
    category: "application_error",
    depth: 42,
    where: ["event", "condition"],
    test: /(Job has reached the specified backoff limit|Job was active longer than specified deadline)/,
    says: ({ owner, named }) => `${capital(owner)} failed: ${named}.`,
  },
  {
    id: "progress-deadline",
    category: "application_error",
    depth: 32,
    where: ["event", "condition"],
    test: /(has timed out progressing)/,
    says: ({ owner }) => `The rollout of ${owner} made no progress within its deadline.`,
  },
  {
    id: "back-off",
    category: "application_error",
    depth: 30,
    where: ["event"],
    test: /Back-off restarting failed container(?: ?=?(\S{1,253}))?/,
    says: ({ owner, named }) => `The container ${named} of ${owner} ends again and again.`,
  },
];

function why(text: string): string {
  const cut = text.trim().replace(/\.+$/, "");
  return cut === "" ? "" : `: ${cut}`;
}

/** The last of `a: b: c`, where runtimes say what really happened. */
export function lastPart(text: string): string {
  const parts = text.split(": ");
  return parts.slice(-2).join(": ").trim().slice(0, 300);
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function singular(text: string): string {
  return text.replace(/^(\w+?)s? "/, '$1 "');
}
