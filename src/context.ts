import type { Logger } from "pino";
import { createCollectors } from "./composition/collectors.ts";
import { watchKubernetes } from "./composition/kubernetes-watch.ts";
import { type OpeningOptions, openServers } from "./composition/servers.ts";
import { createTriggers } from "./composition/triggers.ts";
import type { Config } from "./config/config.ts";
import { webAddressesOf } from "./config/web-addresses.ts";
import { createChatGraph } from "./graph/chat/graph.ts";
import { createIncidentGraph } from "./graph/incident/graph.ts";
import { investigate } from "./graph/incident/investigate.ts";
import { createKubernetesApi } from "./kubernetes-api/kubernetes-api.ts";
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
import { createRunInvestigation } from "./services/run-investigation.ts";
import type { Services } from "./services/services.ts";
import { createSilencing } from "./services/silences.ts";
import { openStore, type Store } from "./store/database.ts";
import type { SenderMappings } from "./triggers/generic/mapping.ts";
import { readSenderMappings } from "./triggers/generic/mappings-file.ts";

export interface ContextOptions extends OpeningOptions {
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
  const { logger, signal } = options;
  const closers: (() => Promise<void>)[] = [];
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= closeAll(closers, logger));
  try {
    const mappings = await readSenderMappings(config.genericWebhooks.mappingsFile);
    const { database, memory } = await openServers(config, options, closers);
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
      collectors: createCollectors(config, kubernetes, logger),
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

function createServices(
  config: Config,
  nodes: NodeDependencies,
  mappings: SenderMappings,
  { silences, health: database }: Pick<Store, "silences" | "health">,
  logger: Logger,
): Services {
  const { incidents, evidence, memory } = nodes;
  const open = createOpenInvestigation({ incidents });
  const web = webAddressesOf(config);
  return {
    receiveWebhook: createReceiveWebhook({
      triggers: createTriggers(config, mappings),
      incidents,
      logger,
    }),
    ...createReadIncidents({ incidents, evidence }),
    ...createSilencing({ silences }),
    splitIncident: (id, signal) => incidents.split(id, signal),
    investigate: async (wish) => open(eventOfWish(wish, { ...web, now: new Date() })),
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

async function closeAll(closers: (() => Promise<void>)[], logger: Logger): Promise<void> {
  for (const closer of closers.reverse()) {
    try {
      await closer();
    } catch (err) {
      logger.error({ err }, "a part did not close");
    }
  }
}
