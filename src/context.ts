import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Config } from "./config/config.ts";
import { createChatGraph } from "./graph/chat/graph.ts";
import { createIncidentGraph } from "./graph/incident/graph.ts";
import { investigate } from "./graph/incident/investigate.ts";
import { createKubernetesApi, type KubernetesApi } from "./kubernetes-api/kubernetes-api.ts";
import { createOpenAIModel } from "./model/openai/openai-model.ts";
import type { NodeDependencies } from "./nodes/dependencies.ts";
import { whyQuiet } from "./nodes/notify.ts";
import type { Notifier } from "./notifiers/notifier.ts";
import { createSlackNotifier } from "./notifiers/slack/index.ts";
import { createAsk } from "./services/ask.ts";
import { createCloseIncident } from "./services/close-incident.ts";
import { eventOfWish } from "./services/event-of-wish.ts";
import { createHealth } from "./services/health.ts";
import { createNotify } from "./services/notify.ts";
import { createOpenInvestigation } from "./services/open-investigation.ts";
import { createReadIncidents, lastNode } from "./services/read-incidents.ts";
import { createReceiveWebhook } from "./services/receive-webhook.ts";
import { createRecordEvents } from "./services/record-events.ts";
import { createRunInvestigation } from "./services/run-investigation.ts";
import type { Services } from "./services/services.ts";
import { createSilencing } from "./services/silences.ts";
import { openStore, type Store } from "./store/database.ts";
import { openEmbeddedPostgres } from "./store/embedded-postgres.ts";
import type { IncidentStore } from "./store/ports.ts";
import type { Collector } from "./tools/collector.ts";
import { createFolderCollector } from "./tools/folder/folder-collector.ts";
import { createGitCollector } from "./tools/git/git-collector.ts";
import { createGitHubCollector } from "./tools/github/github-collector.ts";
import { createGitLabCollector } from "./tools/gitlab/gitlab-collector.ts";
import { createKubernetesCollector } from "./tools/kubernetes/kubernetes-collector.ts";
import { createLokiCollector } from "./tools/loki/loki-collector.ts";
import { createPrometheusCollector } from "./tools/prometheus/prometheus-collector.ts";
import { createToldCollector } from "./tools/told/told-collector.ts";
import {
  createAlertmanagerTrigger,
  createGrafanaTrigger,
} from "./triggers/alertmanager/alertmanager-trigger.ts";
import { createGenericTrigger } from "./triggers/generic/generic-trigger.ts";
import type { SenderMappings } from "./triggers/generic/mapping.ts";
import { readSenderMappings } from "./triggers/generic/mappings-file.ts";
import { createGitHubTrigger } from "./triggers/github/github-trigger.ts";
import { createGitLabTrigger } from "./triggers/gitlab/gitlab-trigger.ts";
import { createKubernetesWatch } from "./triggers/kubernetes/kubernetes-watch.ts";
import type { Trigger } from "./triggers/trigger.ts";
import { createChromaMemory } from "./vectorstore/chroma-memory.ts";
import { openEmbeddedChroma } from "./vectorstore/embedded-chroma.ts";
import { createLocalEmbeddings } from "./vectorstore/embeddings/local-embeddings.ts";
import type { IncidentMemory } from "./vectorstore/incident-memory.ts";

export interface ContextOptions {
  signal: AbortSignal;
  logger: Logger;
  /** Told in plain words what is being started. */
  onProgress?: (message: string) => void;
  /** Address under which the pages are reached, once it is known; links start with it. */
  publicUrl?: string;
}

/** Everything built once. Close it in the end; it closes what it opened in reverse order. */
export interface Context extends AsyncDisposable {
  services: Services;
  /** What the graphs were made of, for those who compile them with a checkpointer of their own. */
  nodes: NodeDependencies;
  /** Works on the queue in this process until the context closes. */
  work(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The composition root: configuration in, everything connected out.
 *
 * @throws InquestError of the part that could not be started; what was opened before is closed again.
 */
export async function createContext(config: Config, options: ContextOptions): Promise<Context> {
  const { logger, onProgress, signal } = options;
  const closers: (() => Promise<void>)[] = [];
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= closeAll(closers, logger));
  try {
    const mappings = await readSenderMappings(config.genericWebhooks.mappingsFile);
    // The two servers start side by side; a failure of one still waits for the other, so that it is closed.
    const [database, memory] = await settled(
      openDatabase(config, { onProgress, signal }, closers),
      openMemory(config, options, closers),
    );
    const failed: { steps?: (incident: string) => Promise<void> } = {};
    const store = await openStore(database, {
      signal,
      logger,
      concurrency: config.limits.concurrency,
      keepDays: config.limits.keepDays,
      onGivenUp: async (name, key) => {
        if (name === "investigate") await failed.steps?.(key.slice("investigate:".length));
      },
    });
    closers.push(() => store.close());
    failed.steps = async (incident) => {
      const message = "the investigation was given up; the log of the server says why";
      await store.incidents.addStep({ incident, node: lastNode, state: "failed", message });
    };

    const publicUrl = config.publicUrl ?? options.publicUrl ?? `http://${config.host}:${config.port}`;
    const notifiers: Notifier[] = config.slack
      ? [createSlackNotifier({ ...config.slack, publicUrl, logger })]
      : [];
    const kubernetes = config.kubernetes && createKubernetesApi({ access: config.kubernetes.access });
    closers.push(async () => kubernetes?.close());
    const nodes: NodeDependencies = {
      collectors: [
        createGitHubCollector({ auth: config.github.auth ?? "none", apiUrl: config.github.apiUrl, logger }),
        createGitLabCollector({ ...config.gitlab, logger }),
        createGitCollector({ environment: config.git }),
        createFolderCollector(),
        createToldCollector(),
        ...metricAndLogCollectors(config),
        ...kubernetesCollectors(config, kubernetes, logger),
      ],
      incidents: store.incidents,
      evidence: store.evidence,
      memory,
      outbox: store.outbox,
      silences: store.silences,
      channels: notifiers.map((notifier) => notifier.channel),
      model: config.model ? createOpenAIModel(config.model) : undefined,
      limits: {
        rounds: config.limits.maxRounds,
        seconds: config.limits.maxSeconds,
        modelTokens: 60_000,
        collectorSeconds: 60,
      },
      incidentUrl: (incident) => `${publicUrl}/incidents/${incident}`,
      now: () => new Date(),
      logger,
    };

    return {
      services: createServices(config, nodes, mappings, store, logger),
      nodes,
      work: async () => {
        const graph = createIncidentGraph(nodes).compile({ checkpointer: await store.checkpointer() });
        const worker = await store.queue.work({
          investigate: createRunInvestigation({
            investigate: (incident, stop) =>
              investigate(graph, incident, { rounds: config.limits.maxRounds, signal: stop }),
            incidents: store.incidents,
            logger,
          }),
          notify: createNotify({ incidents: store.incidents, outbox: store.outbox, notifiers, logger }),
          close: createCloseIncident({
            ...nodes,
            whyQuiet: (incident) => whyQuiet(incident, store.silences),
            logger,
          }),
        });
        closers.push(() => worker.stop());
        if (kubernetes) closers.push(watchKubernetes(config, kubernetes, store.incidents, logger));
      },
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function kubernetesCollectors(config: Config, api: KubernetesApi | undefined, logger: Logger): Collector[] {
  if (!api) return [];
  return [createKubernetesCollector({ api, namespaces: config.kubernetes?.namespaces ?? [], logger })];
}

/** Watches the cluster where that is configured; gives back how to stop. */
function watchKubernetes(
  config: Config,
  api: KubernetesApi,
  incidents: IncidentStore,
  logger: Logger,
): () => Promise<void> {
  const watched = config.kubernetes?.watch;
  if (!watched) return async () => undefined;
  const watch = createKubernetesWatch({
    ...watched,
    api,
    sink: createRecordEvents({ incidents, source: "kubernetes" }),
    identity: `${hostname()}_${process.pid}_${randomUUID().slice(0, 8)}`,
    now: () => new Date(),
    logger,
  });
  const stop = new AbortController();
  const ended = watch.run(stop.signal).catch((err: unknown) => logger.error({ err }, "the watch ended"));
  return async () => {
    stop.abort();
    await ended;
  };
}

function createServices(
  config: Config,
  nodes: NodeDependencies,
  mappings: SenderMappings,
  { silences, health: database }: Pick<Store, "silences" | "health">,
  logger: Logger,
): Services {
  const { incidents, evidence, memory } = nodes;
  const open = createOpenInvestigation({ incidents });
  const apiHost = config.github.apiUrl ? new URL(config.github.apiUrl).host : "api.github.com";
  const gitlabUrl = config.gitlab.url ?? "https://gitlab.com";
  const webHosts = [apiHost.replace(/^api\.github\.com$/, "github.com")];
  return {
    receiveWebhook: createReceiveWebhook({
      triggers: [
        createGitHubTrigger({ secret: config.github.webhookSecret, allowUnsigned: config.loopbackOnly }),
        createGitLabTrigger({
          token: config.gitlab.webhookToken,
          signingToken: config.gitlab.webhookSigningToken,
          allowUnsigned: config.loopbackOnly,
        }),
        ...alertTriggers(config),
        createGenericTrigger({
          token: config.genericWebhooks.token,
          mappings,
          allowUnsigned: config.loopbackOnly,
          now: nodes.now,
        }),
      ],
      incidents,
      logger,
    }),
    ...createReadIncidents({ incidents, evidence }),
    ...createSilencing({ silences }),
    splitIncident: (id, signal) => incidents.split(id, signal),
    investigate: async (wish) => open(eventOfWish(wish, { webHosts, gitlabUrl, now: new Date() })),
    ask: createAsk({ chat: createChatGraph(nodes).compile() }),
    health: createHealth([
      { name: "PostgreSQL", required: true, check: async () => `version ${(await database()).version}` },
      {
        name: "Chroma",
        required: false,
        check: async () => {
          await memory?.recall(
            { text: "health", signature: "", limit: 1 },
            { signal: AbortSignal.timeout(5_000) },
          );
          return memory ? "answers" : "off";
        },
      },
    ]),
  };
}

function metricAndLogCollectors({ prometheus, loki }: Config): Collector[] {
  const now = () => new Date();
  return [
    ...(prometheus ? [createPrometheusCollector({ ...prometheus, now })] : []),
    ...(loki ? [createLokiCollector({ ...loki, now })] : []),
  ];
}

function alertTriggers(config: Config): Trigger[] {
  const { alertmanagerToken, grafanaToken, leastSeverity } = config.alerts;
  const options = {
    allowUnsigned: config.loopbackOnly,
    leastSeverity,
    prometheusHost: config.prometheus && new URL(config.prometheus.url).host,
  };
  return [
    createAlertmanagerTrigger({ ...options, token: alertmanagerToken }),
    createGrafanaTrigger({ ...options, token: grafanaToken }),
  ];
}

async function openDatabase(
  config: Config,
  options: Pick<ContextOptions, "signal" | "onProgress">,
  closers: (() => Promise<void>)[],
): Promise<string> {
  if (config.databaseUrl) return config.databaseUrl;
  const { onProgress, signal } = options;
  const server = await openEmbeddedPostgres(
    { folder: join(config.home, "postgres"), onProgress },
    { signal },
  );
  closers.push(() => server.close());
  return server.url;
}

/** Without memory everything else still works, so what goes wrong here is told and then done without. */
async function openMemory(
  config: Config,
  options: ContextOptions,
  closers: (() => Promise<void>)[],
): Promise<IncidentMemory | undefined> {
  const { logger, onProgress, signal } = options;
  const embeddings = createLocalEmbeddings();
  if (config.chroma) return createChromaMemory({ ...config.chroma, embeddings, logger });
  try {
    const server = await openEmbeddedChroma({ folder: join(config.home, "chroma"), onProgress }, { signal });
    closers.push(() => server.close());
    return createChromaMemory({ url: server.url, embeddings, logger });
  } catch (err) {
    signal.throwIfAborted();
    logger.warn({ err }, "no incident memory");
    onProgress?.(
      "Chroma does not start here, so past incidents are not recalled; `inquest doctor` says more",
    );
    return undefined;
  }
}

/** Both results; when one fails, only after the other has ended too. */
async function settled<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
}

async function closeAll(closers: (() => Promise<void>)[], logger: Logger): Promise<void> {
  for (const closer of closers.reverse()) {
    try {
      await closer();
    } catch (err) {
      logger.error({ err }, "a part did not close");
    }
  }
}
