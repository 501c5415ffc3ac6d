import { homedir, userInfo } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { InquestError } from "../domain/index.ts";
import type { VariableName } from "./variables.ts";

const loopback = new Set(["127.0.0.1", "::1", "localhost"]);
const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http(s) address" });
const whole = (fallback: number, min: number, max: number) =>
  z.coerce
    .number({ error: "must be a number" })
    .int({ error: "must be a whole number" })
    .min(min, { error: `must be at least ${min}` })
    .max(max, { error: `must be at most ${max}` })
    .default(fallback);

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
const namespaceWords = "must be names of namespaces with commas between them";
const namespaces = z
  .string()
  .transform((text) => text.split(",").map((name) => name.trim()))
  .pipe(
    z.array(z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, { error: namespaceWords })).max(200),
  );

const Environment = z.object({
  INQUEST_HOST: z.string().default("127.0.0.1"),
  INQUEST_PORT: whole(8787, 0, 65_535),
  INQUEST_TOKEN: z.string().min(16, { error: "must have at least 16 characters" }).optional(),
  INQUEST_PUBLIC_URL: httpUrl.optional(),
  INQUEST_LOG_LEVEL: z
    .enum(["debug", "info", "warn", "error", "silent"], {
      error: "must be debug, info, warn, error or silent",
    })
    .default("info"),
  INQUEST_HOME: z.string().optional(),
  XDG_DATA_HOME: z.string().optional(),
  PATH: z.string().optional(),
  HOME: z.string().optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, { error: "must begin with postgresql://" })
    .optional(),
  CHROMA_URL: httpUrl.optional(),
  CHROMA_API_KEY: z.string().optional(),
  INQUEST_MODEL: z
    .string()
    .regex(/^openai:.+/, { error: "must be openai:NAME" })
    .optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: httpUrl.optional(),
  GITHUB_TOKEN: z.string().optional(),
  GITHUB_APP_ID: z.string().optional(),
  GITHUB_APP_PRIVATE_KEY: z.string().optional(),
  GITHUB_APP_INSTALLATION_ID: z.string().optional(),
  GITHUB_API_URL: httpUrl.optional(),
  GITHUB_WEBHOOK_SECRET: z.string().optional(),
  GITLAB_TOKEN: z.string().optional(),
  GITLAB_URL: httpUrl.optional(),
  GITLAB_WEBHOOK_TOKEN: z.string().optional(),
  // 24 bytes and more: anything shorter was cut off in copying.
  GITLAB_WEBHOOK_SIGNING_TOKEN: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, { error: "must be whsec_ and a base64 key" })
    .optional(),
  SLACK_BOT_TOKEN: z.string().optional(),
  SLACK_CHANNEL: z.string().optional(),
  SLACK_API_URL: httpUrl.optional(),
  ALERTMANAGER_WEBHOOK_TOKEN: z.string().optional(),
  GRAFANA_WEBHOOK_TOKEN: z.string().optional(),
  ALERTMANAGER_MIN_SEVERITY: z
    .enum(["info", "warning", "error", "critical"], { error: "must be info, warning, error or critical" })
    .default("warning"),
  GENERIC_WEBHOOK_TOKEN: z.string().optional(),
  INQUEST_WEBHOOK_MAPPINGS: z.string().optional(),
  PROMETHEUS_URL: httpUrl.optional(),
  PROMETHEUS_TOKEN: z.string().optional(),
  PROMETHEUS_TENANT: z.string().optional(),
  LOKI_URL: httpUrl.optional(),
  LOKI_TOKEN: z.string().optional(),
  LOKI_TENANT: z.string().optional(),
  INQUEST_KUBERNETES: z.string().optional(),
  INQUEST_KUBERNETES_CONTEXT: z.string().optional(),
  INQUEST_KUBERNETES_NAMESPACES: namespaces.optional(),
  INQUEST_KUBERNETES_WATCH: z.union([z.literal("*"), namespaces], { error: namespaceWords }).optional(),
  INQUEST_KUBERNETES_DEBOUNCE: whole(60, 0, 3_600),
  INQUEST_MAX_ROUNDS: whole(3, 1, 10),
  INQUEST_MAX_SECONDS: whole(180, 5, 3_600),
  INQUEST_CONCURRENCY: whole(4, 1, 64),
  INQUEST_KEEP_DAYS: whole(90, 1, 3_650),
} satisfies Record<VariableName | "XDG_DATA_HOME" | "PATH" | "HOME", z.ZodType>);

/** Everything that can be set, read once. Secrets are in it: never log it whole. */
export interface Config {
  home: string;
  host: string;
  port: number;
  loopbackOnly: boolean;
  token?: string;
  /** Set by the operator; otherwise pages are linked under host and port. */
  publicUrl?: string;
  logLevel: "debug" | "info" | "warn" | "error" | "silent";
  databaseUrl?: string;
  chroma?: { url: string; apiKey?: string };
  model?: { name: string; apiKey: string; baseUrl?: string };
  github: {
    auth?: { token: string } | { appId: string; privateKey: string; installationId?: number };
    apiUrl?: string;
    webhookSecret?: string;
  };
  gitlab: { token?: string; url?: string; webhookToken?: string; webhookSigningToken?: string };
  /** What the `git` program is looked for with, and whose settings (such as safe directories) it reads. */
  git: { PATH?: string; HOME?: string };
  slack?: { token: string; channel: string; apiUrl?: string };
  alerts: {
    alertmanagerToken?: string;
    grafanaToken?: string;
    leastSeverity: "info" | "warning" | "error" | "critical";
  };
  genericWebhooks: { token?: string; mappingsFile?: string };
  /** A `token` with a colon is `user:password`. */
  prometheus?: { url: string; token?: string; tenant?: string };
  loki?: { url: string; token?: string; tenant?: string };
  kubernetes?: {
    access: { inCluster: true } | { kubeconfig: string; context?: string };
    /** Empty: all. */
    namespaces: string[];
    /** Undefined: nothing is watched. An empty list of namespaces: all are. */
    watch?: { namespaces: string[]; debounceSeconds: number };
  };
  limits: { maxRounds: number; maxSeconds: number; concurrency: number; keepDays: number };
}

/**
 * Reads the environment. Empty variables count as unset.
 *
 * @throws InquestError `config_invalid` naming the first variable that is wrong, never its value.
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const set = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
  const parsed = Environment.safeParse(set);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(`${String(issue?.path[0])} ${issue?.message}.`);
  }
  const e = parsed.data;
  const loopbackOnly = loopback.has(e.INQUEST_HOST);
  if (!loopbackOnly && !e.INQUEST_TOKEN) {
    throw invalid(
      "INQUEST_HOST is not loopback, so INQUEST_TOKEN must be set.",
      "Set INQUEST_TOKEN to a random text of 16 characters or more, for example from `openssl rand -hex 24`.",
    );
  }
  if (!!e.SLACK_BOT_TOKEN !== !!e.SLACK_CHANNEL) {
    throw invalid("SLACK_BOT_TOKEN and SLACK_CHANNEL go together; one of them is missing.");
  }
  if (!!e.GITHUB_APP_ID !== !!e.GITHUB_APP_PRIVATE_KEY) {
    throw invalid("GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY go together; one of them is missing.");
  }
  if (e.INQUEST_MODEL && !e.OPENAI_API_KEY && !e.OPENAI_BASE_URL) {
    throw invalid("INQUEST_MODEL needs OPENAI_API_KEY.");
  }
  return {
    home: e.INQUEST_HOME ?? defaultHome(e.XDG_DATA_HOME),
    host: e.INQUEST_HOST,
    port: e.INQUEST_PORT,
    loopbackOnly,
    token: e.INQUEST_TOKEN,
    publicUrl: e.INQUEST_PUBLIC_URL?.replace(/\/+$/, ""),
    logLevel: e.INQUEST_LOG_LEVEL,
    databaseUrl: e.DATABASE_URL,
    chroma: e.CHROMA_URL ? { url: e.CHROMA_URL, apiKey: e.CHROMA_API_KEY } : undefined,
    // A local model behind an OpenAI-compatible address often wants no key, but the client wants some text.
    model: e.INQUEST_MODEL
      ? {
          name: e.INQUEST_MODEL.slice("openai:".length),
          apiKey: e.OPENAI_API_KEY ?? "none",
          baseUrl: e.OPENAI_BASE_URL,
        }
      : undefined,
    github: {
      auth: gitHubAuth(e),
      apiUrl: e.GITHUB_API_URL?.replace(/\/+$/, ""),
      webhookSecret: e.GITHUB_WEBHOOK_SECRET,
    },
    gitlab: {
      token: e.GITLAB_TOKEN,
      url: e.GITLAB_URL?.replace(/\/+$/, ""),
      webhookToken: e.GITLAB_WEBHOOK_TOKEN,
      webhookSigningToken: e.GITLAB_WEBHOOK_SIGNING_TOKEN,
    },
    git: { PATH: e.PATH, HOME: e.HOME },
    slack:
      e.SLACK_BOT_TOKEN && e.SLACK_CHANNEL
        ? { token: e.SLACK_BOT_TOKEN, channel: e.SLACK_CHANNEL, apiUrl: e.SLACK_API_URL }
        : undefined,
    alerts: {
      alertmanagerToken: e.ALERTMANAGER_WEBHOOK_TOKEN,
      grafanaToken: e.GRAFANA_WEBHOOK_TOKEN,
      leastSeverity: e.ALERTMANAGER_MIN_SEVERITY,
    },
    genericWebhooks: { token: e.GENERIC_WEBHOOK_TOKEN, mappingsFile: e.INQUEST_WEBHOOK_MAPPINGS },
    prometheus: e.PROMETHEUS_URL
      ? { url: e.PROMETHEUS_URL, token: e.PROMETHEUS_TOKEN, tenant: e.PROMETHEUS_TENANT }
      : undefined,
    loki: e.LOKI_URL ? { url: e.LOKI_URL, token: e.LOKI_TOKEN, tenant: e.LOKI_TENANT } : undefined,
    kubernetes: kubernetesOf(e),
    limits: {
      maxRounds: e.INQUEST_MAX_ROUNDS,
      maxSeconds: e.INQUEST_MAX_SECONDS,
      concurrency: e.INQUEST_CONCURRENCY,
      keepDays: e.INQUEST_KEEP_DAYS,
    },
  };
}

function kubernetesOf(e: z.infer<typeof Environment>): Config["kubernetes"] {
  const watched = e.INQUEST_KUBERNETES_WATCH;
  if (!e.INQUEST_KUBERNETES) {
    if (watched) throw invalid("INQUEST_KUBERNETES_WATCH needs INQUEST_KUBERNETES.");
    return undefined;
  }
  const allowed = e.INQUEST_KUBERNETES_NAMESPACES ?? [];
  const outside = watched === "*" ? [] : (watched ?? []).filter((name) => !allowed.includes(name));
  if (allowed.length > 0 && outside.length > 0) {
    throw invalid("INQUEST_KUBERNETES_WATCH names a namespace that INQUEST_KUBERNETES_NAMESPACES does not.");
  }
  return {
    access:
      e.INQUEST_KUBERNETES === "in-cluster"
        ? { inCluster: true }
        : { kubeconfig: e.INQUEST_KUBERNETES, context: e.INQUEST_KUBERNETES_CONTEXT },
    namespaces: allowed,
    watch: watched
      ? { namespaces: watched === "*" ? allowed : watched, debounceSeconds: e.INQUEST_KUBERNETES_DEBOUNCE }
      : undefined,
  };
}

function gitHubAuth(e: z.infer<typeof Environment>): Config["github"]["auth"] {
  if (e.GITHUB_APP_ID && e.GITHUB_APP_PRIVATE_KEY) {
    const installationId = e.GITHUB_APP_INSTALLATION_ID ? Number(e.GITHUB_APP_INSTALLATION_ID) : undefined;
    if (installationId !== undefined && !Number.isSafeInteger(installationId)) {
      throw invalid("GITHUB_APP_INSTALLATION_ID must be a whole number.");
    }
    // Most places that hold environment variables cannot hold line ends.
    return {
      appId: e.GITHUB_APP_ID,
      privateKey: e.GITHUB_APP_PRIVATE_KEY.replaceAll("\\n", "\n"),
      installationId,
    };
  }
  return e.GITHUB_TOKEN ? { token: e.GITHUB_TOKEN } : undefined;
}

/** Root's home is closed to the uid that PostgreSQL runs under, so root's data lives under `/var/lib`. */
function defaultHome(xdgDataHome: string | undefined): string {
  if (userInfo().uid === 0) return "/var/lib/inquest";
  return join(xdgDataHome ?? join(homedir(), ".local", "share"), "inquest");
}

function invalid(
  sentence: string,
  remedy = "Correct it and start again; `inquest doctor` shows what is configured.",
): InquestError {
  return new InquestError("config_invalid", sentence, remedy);
}
