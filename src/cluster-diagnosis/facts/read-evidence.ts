import { beginsDescription, readDescription } from "../text/read-description.ts";
import { readJson } from "../text/read-json.ts";
import { readYaml } from "../text/read-yaml.ts";
import type { SourceText } from "../text/source-text.ts";
import { inside, type Structure, textAt } from "../text/structure.ts";
import type { Facts } from "./facts.ts";
import { addDescription } from "./from-description.ts";
import { addDocument, addSubjects } from "./from-document.ts";
import { addMetricLine, addQueues, addSpanLine, addTreeEvent } from "./from-line.ts";
import { addObject, isClusterObject } from "./from-object.ts";
import { addLooseRow, addTable } from "./from-table.ts";
import type { LogContext, LogReader } from "./log-reader.ts";
import { addLogStreams } from "./log-streams.ts";
import { withTrueValues } from "./true-values.ts";

/** Documents that may begin and turn out to be none before the rest of a text is taken as lines. */
const MAX_FAILED_DOCUMENTS = 20;
const DUMPED_LOG = /^==== (START|END) logs for container (\S{1,253}) of pod (\S{1,300}) ====/;
const PREFIXED = /^\[?pod\/([\w.-]{1,253})\/([\w.-]{1,253})\]? /;
const YAML_START =
  /^(?:- )?(?:apiVersion|kind|items|metadata|status|spec|labels|groups|alerts|commonLabels|data):(?:\s|$)|^[a-z_]{3,40}: \S{1,200}$/;

/** Lines between two turns. */
const TURN = 500;

/**
 * Reads one text into facts: whatever of it is structured by its form, everything else as lines of a log. Takes a turn
 * every few hundred lines, so that who drives it can let others have theirs.
 *
 * @param objects API objects that the text shows, where they are known beside it
 */
export function* readEvidence(
  facts: Facts,
  source: SourceText,
  reader: LogReader,
  objects: readonly unknown[] = [],
): Generator<undefined, void> {
  const owner = ownerFromFile(source.name);
  let context: LogContext = { owner, previous: /previous/i.test(source.name), hearsay: false };
  const whole = context;
  let hint = "";
  let query = "";
  let failed = 0;
  let turn = TURN;
  for (let line = 1; line <= source.count; line++) {
    if (line >= turn) {
      turn = line + TURN;
      yield undefined;
    }
    const text = source.line(line);
    const first = text.charAt(0);
    if (first === "{" || first === "[") {
      const asked = first === "{" ? questionOf(source, line) : undefined;
      if (asked) {
        const named = inside(asked, "match_params") ?? inside(asked, "params");
        if (named) addSubjects(facts, named);
        hint = textAt(named, "kind") ?? hint;
        query = textAt(named, "query") ?? textAt(named, "promql_query") ?? query;
        const pod = textAt(named, "pod_name") ?? textAt(named, "resource_name") ?? textAt(named, "name");
        if (pod) context = { ...context, owner: `pod ${pod}` };
        if (text.includes("not found") || text.includes("forbidden"))
          reader.line(source, line, { ...context, hearsay: true });
        continue;
      }
      // A document over several lines begins with a short one; one in a single line says that it is an object.
      if (
        (text.length < 80 || text.slice(0, 300).includes('"apiVersion"') || isAnswer(text)) &&
        failed < MAX_FAILED_DOCUMENTS
      ) {
        const read = readJson(source, line);
        if (read && (read.end > line || isClusterObject(read.document) || isAnswer(text))) {
          addStructure(facts, source, read.document, read.end, reader, { context, query, objects });
          line = read.end;
          continue;
        }
        if (!read) failed += 1;
      }
    }
    if (first === "=") {
      const dumped = DUMPED_LOG.exec(text);
      if (dumped) {
        facts.cluster = true;
        context = dumped[1] === "START" ? { ...whole, owner: `pod ${dumped[3] ?? ""}` } : whole;
        continue;
      }
    }
    if (first === "N" && beginsDescription(source, line)) {
      const read = readDescription(source, line);
      if (read.end > line) {
        addDescription(facts, source, read.entries, hint);
        line = read.end;
        continue;
      }
    }
    const tableEnd = addTable(facts, source, line, hint);
    if (tableEnd !== undefined) {
      line = tableEnd;
      continue;
    }
    const queuesEnd =
      first === "n" || first === "v" || first === "|" ? addQueues(facts, source, line) : undefined;
    if (queuesEnd !== undefined) {
      line = queuesEnd;
      continue;
    }
    if (YAML_START.test(text) && failed < MAX_FAILED_DOCUMENTS && looksLikeYaml(source, line)) {
      const read = readYaml(source, line);
      if (read.end > line + 1) {
        addStructure(facts, source, read.document, read.end, reader, { context, query, objects });
        line = read.end;
        continue;
      }
      failed += 1;
    }
    if (addLooseRow(facts, source, line)) continue;
    if (
      addTreeEvent(facts, source, line) ||
      addSpanLine(facts, source, line) ||
      addMetricLine(facts, source, line)
    )
      continue;
    if (/^(?:stdout|stderr):$|^---$|^Command `/.test(text) || text === "") continue;
    const prefix = first === "[" || first === "p" ? PREFIXED.exec(text) : null;
    reader.line(source, line, prefix ? { ...context, owner: `pod ${prefix[1] ?? ""}` } : context);
  }
  reader.end();
}

function addStructure(
  facts: Facts,
  source: SourceText,
  document: Structure,
  end: number,
  reader: LogReader,
  { context, query, objects }: { context: LogContext; query: string; objects: readonly unknown[] },
): void {
  if (isClusterObject(document) && textAt(document, "kind") !== "Status") {
    facts.cluster = true;
    addObject(facts, source, withTrueValues(document, objects));
    return;
  }
  const listed = (document.items ?? []).filter(isClusterObject);
  if (listed.length > 0) facts.cluster = true;
  for (const object of listed) addObject(facts, source, withTrueValues(object, objects));
  if (listed.length > 0) return;
  addDocument(facts, source, document, query);
  if (addLogStreams(facts, source, document, reader, context.owner)) {
    facts.cluster = true;
    return;
  }
  for (let line = document.start; line <= end; line++)
    reader.line(source, line, { ...context, hearsay: true });
}

/** The record of a question that a tool was asked, as HolmesGPT keeps it before the tool's answer. */
function questionOf(source: SourceText, line: number): Structure | undefined {
  const text = source.line(line);
  if (!/^\{\s?"(?:toolset_name|tool_name|schema_version|match_params|invocation)"/.test(text))
    return undefined;
  const read = readJson(source, line);
  return read?.end === line ? read.document : undefined;
}

function isAnswer(text: string): boolean {
  const head = text.slice(0, 400);
  if (/^\[\s?\{\s?"/.test(head)) return true;
  return /"(?:resultType|traceID|batches|resourceSpans|involvedObject|commonLabels|network_partitions\w*|cluster_name)"|"(?:events|hits|entries|streams|logs)":\s?\[/.test(
    head,
  );
}

function looksLikeYaml(source: SourceText, line: number): boolean {
  let keys = 0;
  for (let next = line; next < line + 4; next++) {
    if (/^\s{0,20}(?:- )?["']?[\w./-]{1,80}["']?:(?: |$)/.test(source.line(next))) keys += 1;
  }
  return keys >= 3;
}

function ownerFromFile(name: string): string {
  const pod = /\bpod[ _/:]([a-z0-9][a-z0-9.-]{2,252})/.exec(name)?.[1];
  if (pod) return `pod ${pod}`;
  const base = name.split(/[/\\]/).at(-1) ?? name;
  return base.replace(/\.(?:log|txt|json|ya?ml|gz|out)\b/g, "").replace(/^kubectl_|^fetch_/, "") || name;
}
