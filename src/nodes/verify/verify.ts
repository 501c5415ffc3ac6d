import type { Cause, Diagnosis } from "../../domain/index.ts";
import type { NodeDependencies } from "../dependencies.ts";
import { readChanges } from "../evidence/changes.ts";
import { readMetricFindings } from "../evidence/metric-record.ts";
import { ofThisRun } from "../evidence/of-this-run.ts";
import type { InvestigationNode } from "../steps.ts";
import { createNode } from "../steps.ts";
import { checkCitation } from "./check-citation.ts";
import { standsInGreenLog } from "./green-lines.ts";
import type { CaseFile } from "./grounds.ts";
import { contradictionsOf, groundsFor, tellsSymptomOnly } from "./grounds.ts";
import { byVerdict, confidenceOf, verdictOf } from "./verdict.ts";

/**
 * Holds every claim against the stored evidence: quotes that do not stand there are dropped, causes without
 * a quote go with them, contradictions lower what is left, and the verdict words are computed.
 */
export function createVerify(dependencies: NodeDependencies): InvestigationNode {
  const { evidence: store } = dependencies;
  return createNode(dependencies, "verify", "checking every quote", async (state, signal) => {
    const stated = state.diagnosis;
    if (stated === null) return { update: {}, message: "there is nothing to check" };
    const evidence = ofThisRun(await store.list(state.incident), state.evidence);
    const changes = await readChanges(store, state.incident, evidence);
    const file: CaseFile = {
      diagnosis: stated,
      evidence,
      changes,
      similar: state.similar,
      claims: state.claims,
      metrics: await readMetricFindings(store, state.incident, evidence),
    };
    const causes: Cause[] = [];
    const ruledOut: string[] = [];
    let quotes = 0;
    let standing = 0;
    for (const cause of stated.causes) {
      quotes += cause.citations.length;
      const citations = [];
      for (const citation of cause.citations) {
        const checked = await checkCitation(store, state.incident, evidence, citation);
        if (checked !== undefined) citations.push(checked);
      }
      standing += citations.length;
      if (citations.length === 0) {
        ruledOut.push(
          `“${cause.statement.slice(0, 160)}” was dropped: none of its quotes stand in the evidence.`,
        );
        continue;
      }
      const proven = { ...cause, citations };
      const inGreenLog = await standsInGreenLog(store, state.incident, evidence, proven, signal);
      const contradictions = contradictionsOf(proven, file, inGreenLog);
      const support = {
        citations: citations.length,
        grounds: groundsFor(proven, file, inGreenLog),
        contradictions,
        symptomOnly: tellsSymptomOnly(proven, file),
      };
      const verdict = verdictOf(support);
      ruledOut.push(...contradictions);
      causes.push({ ...proven, verdict, confidence: confidenceOf(cause, verdict, support) });
    }
    const diagnosis = concluded(stated, ranked(causes), ruledOut);
    return {
      update: { diagnosis },
      message: `${standing} of ${quotes} quotes stand; the verdict is ${diagnosis.verdict}`,
    };
  });
}

/**
 * Best first. Among causes of one verdict the rules' come before a model's, unless the model's quotes the very
 * lines of one of them: then it explains what the rules found, and stands before it.
 */
function ranked(causes: Cause[]): Cause[] {
  const byRules = causes.filter((cause) => cause.origin === "rules");
  const place = (cause: Cause) =>
    cause.origin === "rules" ? 1 : byRules.some((rule) => overlaps(rule, cause)) ? 0 : 2;
  return causes.toSorted((a, b) => byVerdict(a, b) || place(a) - place(b) || b.confidence - a.confidence);
}

function overlaps(a: Cause, b: Cause): boolean {
  return a.citations.some((one) =>
    b.citations.some(
      (other) => one.evidence === other.evidence && one.start <= other.end && other.start <= one.end,
    ),
  );
}

function concluded(stated: Diagnosis, causes: Cause[], ruledOut: string[]): Diagnosis {
  const first = causes[0];
  const { suspects } = stated;
  const innocent =
    suspects.verdict === "no_code_cause" && suspects.ranking.length > 0
      ? ["No change since the last green run touches what failed."]
      : [];
  return {
    ...stated,
    verdict: first?.verdict ?? "inconclusive",
    category: first === undefined || first.category === "unknown" ? stated.category : first.category,
    summary: first?.statement ?? stated.summary,
    causes,
    ruledOut: [...new Set([...stated.ruledOut, ...ruledOut, ...innocent])],
  };
}
