import { EventEmitter, once } from "node:events";
import {
  type Evidence,
  type Incident,
  InquestError,
  type Silence,
  type Step,
} from "../../src/domain/index.ts";
import type { IncidentFilter, Services, WebhookAnswer } from "../../src/services/services.ts";
import type { WebhookRequest } from "../../src/triggers/trigger.ts";
import { samplePostMortem } from "./sample-post-mortem.ts";

/** The verbs over plain memory, for tests of the surfaces. `calls` records what the surface asked for. */
export interface MemoryServices extends Services {
  incidents: Map<string, Incident>;
  /** Text of each piece of evidence, line by line: `INC-7/E3`. */
  texts: Map<string, (number: number) => string>;
  webhooks: { source: string; request: WebhookRequest }[];
  answerWebhooks(answer: () => WebhookAnswer): void;
  ranges: [start: number, end: number][];
  filters: IncidentFilter[];
  setReady(ready: boolean): void;
  addStep(id: string, node: string, message: string, state?: Step["state"]): void;
  /** Ends the investigation: the incident becomes this one and followers are let go. */
  finish(incident: Incident): void;
}

export const sampleIncident: Incident = {
  id: "INC-7",
  status: "reported",
  event: samplePostMortem.event,
  eventCount: 1,
  openedAt: "2026-03-14T09:26:08Z",
  updatedAt: "2026-03-14T09:26:16Z",
  postMortem: samplePostMortem,
};

export const runningIncident: Incident = {
  id: "INC-8",
  status: "investigating",
  event: {
    ...samplePostMortem.event,
    dedupeKey: "github:acme/checkout:run:8852:1",
    title: "deploy failed on main of acme/checkout",
  },
  eventCount: 1,
  openedAt: "2026-03-14T11:40:00Z",
  updatedAt: "2026-03-14T11:40:01Z",
};

export function createMemoryServices(incidents: Incident[] = [sampleIncident]): MemoryServices {
  const byId = new Map(incidents.map((incident) => [incident.id, incident]));
  const texts = new Map<string, (number: number) => string>();
  const steps = new Map<string, Step[]>();
  const events = new EventEmitter().setMaxListeners(0);
  const webhooks: MemoryServices["webhooks"] = [];
  const ranges: MemoryServices["ranges"] = [];
  const filters: IncidentFilter[] = [];
  let webhookAnswer = (): WebhookAnswer => ({
    status: 202,
    body: { outcome: "opened", incidents: ["INC-7"] },
  });
  const silences: Silence[] = [];
  let ready = true;

  function show(id: string): Incident {
    const incident = byId.get(id);
    if (incident !== undefined) return incident;
    throw new InquestError(
      "incident_not_found",
      `There is no incident ${id}.`,
      "List the incidents there are.",
    );
  }

  function evidenceOf(id: string): Evidence[] {
    return show(id).postMortem?.evidence ?? [];
  }

  function lineOf(id: string, evidence: string): (number: number) => string {
    return texts.get(`${id}/${evidence}`) ?? ((number) => `line ${number}`);
  }

  return {
    incidents: byId,
    texts,
    webhooks,
    ranges,
    filters,
    answerWebhooks: (answer) => {
      webhookAnswer = answer;
    },
    setReady: (now) => {
      ready = now;
    },
    addStep: (id, node, message, state = "finished") => {
      const known = steps.get(id) ?? [];
      known.push({
        incident: id,
        sequence: known.length + 1,
        node,
        state,
        message,
        at: "2026-03-14T11:40:02Z",
      });
      steps.set(id, known);
      events.emit(id);
    },
    finish: (incident) => {
      byId.set(incident.id, incident);
      events.emit(incident.id);
    },
    receiveWebhook: async (source, request) => {
      webhooks.push({ source, request });
      return webhookAnswer();
    },
    listIncidents: async (filter) => {
      filters.push(filter);
      const all = [...byId.values()].toSorted((left, right) => right.openedAt.localeCompare(left.openedAt));
      const from =
        filter.before === undefined ? 0 : all.findIndex((incident) => incident.id === filter.before) + 1;
      return all
        .slice(from)
        .filter((incident) => filter.status === undefined || incident.status === filter.status)
        .filter((incident) => filter.text === undefined || JSON.stringify(incident).includes(filter.text))
        .slice(0, filter.limit);
    },
    showIncident: async (id) => show(id),
    listEvidence: async (id) => evidenceOf(id),
    evidenceLines: async (id, evidence, start, end) => {
      ranges.push([start, end]);
      const lines = evidenceOf(id).find((piece) => piece.id === evidence)?.lines ?? 0;
      const last = Math.min(end, lines);
      const line = lineOf(id, evidence);
      return Array.from({ length: Math.max(0, last - start + 1) }, (_, index) => line(start + index));
    },
    readEvidence: async function* (id, evidence) {
      const lines = evidenceOf(id).find((piece) => piece.id === evidence)?.lines ?? 0;
      const line = lineOf(id, evidence);
      for (let number = 1; number <= lines; number += 1) yield Buffer.from(`${line(number)}\n`);
    },
    steps: async (id, after) => {
      show(id);
      return (steps.get(id) ?? []).filter((step) => step.sequence > after);
    },
    followSteps: async function* (id, after, signal) {
      let last = after;
      for (;;) {
        const changed = once(events, id, { signal }).catch(() => undefined);
        for (const step of steps.get(id) ?? []) {
          if (step.sequence <= last) continue;
          last = step.sequence;
          yield step;
        }
        const { status } = show(id);
        if (signal.aborted || (status !== "queued" && status !== "investigating")) return;
        await changed;
      }
    },
    investigate: async (wish) => {
      if ("url" in wish && !wish.url.startsWith("https://github.com/")) {
        throw new InquestError(
          "invalid_request",
          "This is not a run's address.",
          "Give the address of a run.",
        );
      }
      return runningIncident;
    },
    splitIncident: async (id, signal) => {
      const incident = show(id);
      const split = incident.signals?.find((one) => one.number === signal);
      if (split === undefined) {
        throw new InquestError("signal_not_found", `${id} has no such signal.`, "Its page lists them.");
      }
      const signals = incident.signals?.filter((one) => one !== split);
      byId.set(id, { ...incident, signals, signalCount: signals?.length });
      const made: Incident = { ...runningIncident, id: "INC-99", event: split.event, signals: [split] };
      byId.set(made.id, made);
      return made;
    },
    silence: async ({ matcher, until, reason }) => {
      const silence = {
        id: `SIL-${silences.length + 1}`,
        matcher,
        until,
        reason,
        createdAt: until,
        count: 0,
      };
      silences.push(silence);
      return silence;
    },
    listSilences: async () => silences,
    removeSilence: async (id) => {
      const at = silences.findIndex((silence) => silence.id === id);
      if (at === -1) throw new InquestError("silence_not_found", "There is none.", "List them.");
      silences.splice(at, 1);
    },
    ask: async (question) => ({
      text: `You asked: ${question}`,
      incidents: ["INC-7"],
      citations: [],
    }),
    health: async () => ({ ready, parts: [{ name: "store", ready, message: "at a secret place" }] }),
  };
}
