/** One environment variable that Inquest understands. The configuration reference is made from this table. */
export interface Variable {
  name: string;
  /** What holds when it is unset, in words. */
  fallback: string;
  purpose: string;
  secret?: boolean;
  group:
    | "server"
    | "storage"
    | "model"
    | "GitHub"
    | "GitLab"
    | "Slack"
    | "Alertmanager"
    | "webhooks"
    | "Prometheus"
    | "Loki"
    | "Kubernetes"
    | "limits";
}

export const variables = [
  {
    group: "server",
    name: "INQUEST_HOST",
    fallback: "`127.0.0.1`",
    purpose: "Address to listen on. Anything but loopback needs `INQUEST_TOKEN`.",
  },
  { group: "server", name: "INQUEST_PORT", fallback: "`8787`", purpose: "Port to listen on." },
  {
    group: "server",
    name: "INQUEST_TOKEN",
    fallback: "none (loopback only)",
    purpose: "Token that the API and the pages ask for, at least 16 characters.",
    secret: true,
  },
  {
    group: "server",
    name: "INQUEST_PUBLIC_URL",
    fallback: "`http://HOST:PORT`",
    purpose: "Address under which people reach the pages; links in Slack start with it.",
  },
  {
    group: "server",
    name: "INQUEST_LOG_LEVEL",
    fallback: "`info`",
    purpose: "`debug`, `info`, `warn`, `error` or `silent`.",
  },
  {
    group: "storage",
    name: "INQUEST_HOME",
    fallback: "`/var/lib/inquest` as root, else `~/.local/share/inquest`",
    purpose: "Data folder: the embedded PostgreSQL and Chroma, reports and captured logs.",
  },
  {
    group: "storage",
    name: "DATABASE_URL",
    fallback: "embedded PostgreSQL",
    purpose: "A PostgreSQL of your own (13 or newer).",
    secret: true,
  },
  {
    group: "storage",
    name: "CHROMA_URL",
    fallback: "embedded Chroma",
    purpose: "A Chroma server of your own.",
  },
  {
    group: "storage",
    name: "CHROMA_API_KEY",
    fallback: "none",
    purpose: "Key for `CHROMA_URL`.",
    secret: true,
  },
  {
    group: "model",
    name: "INQUEST_MODEL",
    fallback: "none: rules alone",
    purpose: "`openai:NAME` for any OpenAI-compatible model.",
  },
  {
    group: "model",
    name: "OPENAI_API_KEY",
    fallback: "none",
    purpose: "Key of the model's address.",
    secret: true,
  },
  {
    group: "model",
    name: "OPENAI_BASE_URL",
    fallback: "OpenAI's own",
    purpose: "Another OpenAI-compatible address.",
  },
  {
    group: "GitHub",
    name: "GITHUB_TOKEN",
    fallback: "none: public repositories only",
    purpose:
      "Token that reads runs and code: `actions: read`, `contents: read`, `pull requests: read`, `checks: read`, `deployments: read`.",
    secret: true,
  },
  { group: "GitHub", name: "GITHUB_APP_ID", fallback: "none", purpose: "A GitHub App instead of a token." },
  {
    group: "GitHub",
    name: "GITHUB_APP_PRIVATE_KEY",
    fallback: "none",
    purpose: "The App's private key (PEM; `\\n` for line ends is understood).",
    secret: true,
  },
  {
    group: "GitHub",
    name: "GITHUB_APP_INSTALLATION_ID",
    fallback: "looked up by repository",
    purpose: "The App's installation.",
  },
  {
    group: "GitHub",
    name: "GITHUB_API_URL",
    fallback: "github.com's",
    purpose: "API address of GitHub Enterprise.",
  },
  {
    group: "GitHub",
    name: "GITHUB_WEBHOOK_SECRET",
    fallback: "none: webhooks only on loopback",
    purpose: "Secret that signs the webhooks.",
    secret: true,
  },
  {
    group: "GitLab",
    name: "GITLAB_TOKEN",
    fallback: "none: public projects only",
    purpose: "Personal, project or group token with the scope `read_api`. `docs/gitlab.md` has the rest.",
    secret: true,
  },
  {
    group: "GitLab",
    name: "GITLAB_URL",
    fallback: "`https://gitlab.com`",
    purpose: "Address of your GitLab.",
  },
  {
    group: "GitLab",
    name: "GITLAB_WEBHOOK_TOKEN",
    fallback: "none: webhooks only on loopback",
    purpose: "Secret token of the webhooks.",
    secret: true,
  },
  {
    group: "GitLab",
    name: "GITLAB_WEBHOOK_SIGNING_TOKEN",
    fallback: "none",
    purpose: "Signing token of the webhooks (`whsec_…`, GitLab 19.0 and newer), instead of the secret token.",
    secret: true,
  },
  {
    group: "Slack",
    name: "SLACK_BOT_TOKEN",
    fallback: "off",
    purpose: "Bot token with `chat:write`; `channels:history` makes posting crash-proof.",
    secret: true,
  },
  { group: "Slack", name: "SLACK_CHANNEL", fallback: "off", purpose: "Id of the channel to post to (`C…`)." },
  {
    group: "Slack",
    name: "SLACK_API_URL",
    fallback: "Slack's own",
    purpose: "Another address of Slack's Web API.",
  },
  {
    group: "Alertmanager",
    name: "ALERTMANAGER_WEBHOOK_TOKEN",
    fallback: "none: webhooks only on loopback",
    purpose: "Token that Alertmanager sends (Bearer), or `user:password` (basic auth).",
    secret: true,
  },
  {
    group: "Alertmanager",
    name: "GRAFANA_WEBHOOK_TOKEN",
    fallback: "none: webhooks only on loopback",
    purpose: "The same for Grafana's alerting.",
    secret: true,
  },
  {
    group: "Alertmanager",
    name: "ALERTMANAGER_MIN_SEVERITY",
    fallback: "`warning`",
    purpose: "Alerts of a lower severity are ignored: `info`, `warning`, `error` or `critical`.",
  },
  {
    group: "webhooks",
    name: "GENERIC_WEBHOOK_TOKEN",
    fallback: "none: webhooks only on loopback",
    purpose: "Token of `/webhooks/generic` (Bearer), or `user:password` (basic auth).",
    secret: true,
  },
  {
    group: "webhooks",
    name: "INQUEST_WEBHOOK_MAPPINGS",
    fallback: "none",
    purpose: "JSON file that says how other senders' webhooks are read.",
  },
  {
    group: "Prometheus",
    name: "PROMETHEUS_URL",
    fallback: "off",
    purpose: "Address of Prometheus, or of what answers its API (Thanos, Mimir, VictoriaMetrics).",
  },
  {
    group: "Prometheus",
    name: "PROMETHEUS_TOKEN",
    fallback: "none",
    purpose: "Token for `PROMETHEUS_URL` (Bearer), or `user:password` (basic auth).",
    secret: true,
  },
  {
    group: "Prometheus",
    name: "PROMETHEUS_TENANT",
    fallback: "none",
    purpose: "Tenant, where Mimir has several.",
  },
  { group: "Loki", name: "LOKI_URL", fallback: "off", purpose: "Address of Loki." },
  {
    group: "Loki",
    name: "LOKI_TOKEN",
    fallback: "none",
    purpose: "Token for `LOKI_URL` (Bearer), or `user:password` (basic auth).",
    secret: true,
  },
  { group: "Loki", name: "LOKI_TENANT", fallback: "none", purpose: "Tenant, where Loki has several." },
  {
    group: "Kubernetes",
    name: "INQUEST_KUBERNETES",
    fallback: "off",
    purpose:
      "`in-cluster` within a pod, or the path of a kubeconfig file. `docs/kubernetes.md` has the rest.",
  },
  {
    group: "Kubernetes",
    name: "INQUEST_KUBERNETES_CONTEXT",
    fallback: "the kubeconfig's own",
    purpose: "Context of the kubeconfig.",
  },
  {
    group: "Kubernetes",
    name: "INQUEST_KUBERNETES_NAMESPACES",
    fallback: "all",
    purpose: "Namespaces that may be read, with commas between them.",
  },
  {
    group: "Kubernetes",
    name: "INQUEST_KUBERNETES_WATCH",
    fallback: "off",
    purpose: "Namespaces whose workloads are watched for failures, or `*`.",
  },
  {
    group: "Kubernetes",
    name: "INQUEST_KUBERNETES_DEBOUNCE",
    fallback: "`60`",
    purpose: "Seconds that a watched workload may take to heal by itself before it becomes an incident.",
  },
  {
    group: "limits",
    name: "INQUEST_MAX_ROUNDS",
    fallback: "`3`",
    purpose: "Rounds of fetching and analysing before the report is written as it stands.",
  },
  {
    group: "limits",
    name: "INQUEST_MAX_SECONDS",
    fallback: "`180`",
    purpose: "Seconds an investigation may take before the report is written as it stands.",
  },
  {
    group: "limits",
    name: "INQUEST_CONCURRENCY",
    fallback: "`4`",
    purpose: "Investigations that one process works on at once.",
  },
  {
    group: "limits",
    name: "INQUEST_KEEP_DAYS",
    fallback: "`90`",
    purpose:
      "Days after which the evidence texts, steps, deliveries and checkpoints of an incident are removed; its post-mortem stays.",
  },
] as const satisfies readonly Variable[];

export type VariableName = (typeof variables)[number]["name"];
