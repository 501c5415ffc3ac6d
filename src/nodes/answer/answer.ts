import type { BaseMessage } from "@langchain/core/messages";
import { AIMessage, HumanMessage } from "@langchain/core/messages";
import type { Change, Citation, Incident, SimilarIncident } from "../../domain/index.ts";
import { beforeAbort } from "../before-abort.ts";
import { readChanges } from "../evidence/changes.ts";
import type { NodeConfig } from "../steps.ts";
import { between, HELP, howItEnded, listed, seenBefore, shown, whatChanged, why } from "./answer-text.ts";
import type { ChatResult, Conversation, ConversationUpdate } from "./conversation.ts";
import { findIncidents } from "./find-incidents.ts";
import type { IncidentLookup } from "./incident-lookup.ts";
import type { Intent, Question } from "./understand.ts";
import { understand } from "./understand.ts";

const MAX_LISTED = 10;
const RECALL_MS = 10_000;

interface Answered {
  text: string;
  incidents: string[];
  citations: ChatResult["citations"];
}

/**
 * Answers the last question of a conversation from the records, read-only, without a model: short Markdown in
 * the message, and the same in structured form as `result` and in the message's `additional_kwargs`.
 */
export function createAnswer(lookup: IncidentLookup) {
  return async (conversation: Conversation, config: NodeConfig): Promise<ConversationUpdate> => {
    const signal = config.signal ?? new AbortController().signal;
    const focus = conversation.result?.incidents ?? [];
    const question = inContext(understand(lastQuestion(conversation.messages)), conversation.result);
    const answered = await answer(lookup, question, focus, signal);
    const result: ChatResult = {
      intent: question.intent,
      // An answer about no incident leaves the conversation where it was.
      incidents: answered.incidents.length > 0 ? answered.incidents : [...focus],
      citations: answered.citations,
    };
    return {
      messages: [new AIMessage({ content: answered.text, additional_kwargs: { result } })],
      result,
    };
  };
}

/** A follow-up takes the intent of what went before: "and the one before?" after a why asks why. */
function inContext(question: Question, last: ChatResult | null): Question {
  if (question.about.kind !== "before" || question.intent !== "unknown") return question;
  const again: Intent[] = ["why", "what_changed", "seen_before", "how_it_ended"];
  const intent = last !== null && again.includes(last.intent) ? last.intent : "show";
  return { ...question, intent };
}

async function answer(
  lookup: IncidentLookup,
  question: Question,
  focus: readonly string[],
  signal: AbortSignal,
): Promise<Answered> {
  const { intent, about } = question;
  if (intent === "help") return plain(HELP);
  if (intent === "unknown" && about.kind !== "words") {
    return plain(`I did not understand that.\n\n${HELP}`);
  }
  const found = await findIncidents(lookup, about, focus);
  if (intent === "list") return list(lookup, question, found);
  const [first, second] = found;
  if (first === undefined) return none(lookup, question);
  switch (intent) {
    case "seen_before": {
      const similar = await recalled(lookup, first, signal);
      const others = similar.map((entry) => entry.incident);
      return { text: seenBefore(first, similar), incidents: [first.id, ...others], citations: [] };
    }
    case "what_changed": {
      const changed = whatChanged(first, await changesOf(lookup, first));
      if (about.kind === "words" || about.kind === "focus" || second === undefined)
        return concerning(first, changed);
      const [newer, older] = [first, second].toSorted(newestFirst);
      if (newer === undefined || older === undefined) return concerning(first, changed);
      const text = `${between(newer, older)}\n\n${whatChanged(newer, await changesOf(lookup, newer))}`;
      return { text, incidents: [newer.id, older.id], citations: [] };
    }
    case "how_it_ended":
      return concerning(first, howItEnded(first));
    case "why":
    case "last_failure":
      return withCitations(first, why(first), others(found, first));
    case "show":
    case "unknown":
      return withCitations(first, shown(first), others(found, first));
  }
}

async function list(lookup: IncidentLookup, question: Question, found: Incident[]): Promise<Answered> {
  const all = question.about.kind === "words" ? found : await lookup.incidents.list({ limit: 100 });
  const wanted = question.openOnly ? all.filter((incident) => incident.status !== "resolved") : all;
  const few = wanted.slice(0, MAX_LISTED);
  return {
    text: listed(few, question.openOnly),
    incidents: few.map((incident) => incident.id),
    citations: [],
  };
}

async function none(lookup: IncidentLookup, { intent, about }: Question): Promise<Answered> {
  if (intent === "unknown") return plain(`I did not understand that.\n\n${HELP}`);
  const recent = await lookup.incidents.list({ limit: 3 });
  if (recent.length === 0) return plain("There are no incidents yet.");
  if (about.kind === "before") return plain("There is none before it.");
  return {
    ...plain(`No incident matches. ${listed(recent, false)}`),
    incidents: recent.map((one) => one.id),
  };
}

/** What memory says now, or what the report says where memory cannot be asked. */
async function recalled(
  { memory }: IncidentLookup,
  incident: Incident,
  signal: AbortSignal,
): Promise<SimilarIncident[]> {
  const known = incident.postMortem?.similar ?? [];
  const diagnosis = incident.postMortem?.diagnosis;
  if (memory === undefined || diagnosis === undefined) return known;
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(RECALL_MS)]);
  const quotes = diagnosis.causes[0]?.citations.map((citation) => citation.quote) ?? [];
  const query = {
    text: [diagnosis.summary, ...quotes].join("\n"),
    signature: diagnosis.signature,
    exclude: incident.id,
    limit: 5,
  };
  try {
    const now = await beforeAbort(memory.recall(query, { signal: deadline }), deadline);
    // What came later is no "before".
    return now.filter((entry) => Date.parse(entry.openedAt) <= Date.parse(incident.openedAt));
  } catch {
    signal.throwIfAborted();
    return known;
  }
}

async function changesOf(lookup: IncidentLookup, incident: Incident): Promise<Change[] | undefined> {
  const evidence = await lookup.evidence.list(incident.id);
  const { known, changes } = await readChanges(lookup.evidence, incident.id, evidence);
  return known ? changes : undefined;
}

function withCitations(
  incident: Incident,
  { text, citations }: { text: string; citations: Citation[] },
  also: string[],
): Answered {
  return {
    text,
    incidents: [incident.id, ...also],
    citations: citations.map((citation) => ({ incident: incident.id, ...citation })),
  };
}

function concerning(incident: Incident, text: string): Answered {
  return { text, incidents: [incident.id], citations: [] };
}

/** Two named incidents stay in the conversation, so that "between the two" means them. */
function others(found: readonly Incident[], first: Incident): string[] {
  return found.length === 2 ? found.filter((incident) => incident.id !== first.id).map(({ id }) => id) : [];
}

function newestFirst(a: Incident, b: Incident): number {
  return Date.parse(b.openedAt) - Date.parse(a.openedAt);
}

function plain(text: string): Answered {
  return { text, incidents: [], citations: [] };
}

function lastQuestion(messages: readonly BaseMessage[]): string {
  return messages.findLast((message) => HumanMessage.isInstance(message))?.text ?? "";
}
