import type { LogFindings } from "../domain/failure.ts";
import type { Baseline } from "./baseline.ts";
import { newBlocks } from "./baseline-diff.ts";
import { categoryOf } from "./category.ts";
import { excerptsOf } from "./excerpts.ts";
import { candidatesOf } from "./extents/candidates.ts";
import { withChain } from "./extents/focus.ts";
import { isQuotedCode } from "./extents/line-shapes.ts";
import { createLogMap, STRONG } from "./extents/log-map.ts";
import { GRAMMARS, type Grammar } from "./grammars/index.ts";
import { createLocationStore } from "./locations/location-store.ts";
import { otherCauses, withOthers } from "./other-causes.ts";
import { createFeaturizer } from "./rank/features.ts";
import { rank } from "./rank/rank.ts";
import { isReadable, UNREADABLE } from "./readable.ts";
import { createHitStore } from "./scan/hit-store.ts";
import { createLogView, type LogView } from "./scan/log-view.ts";
import { createScanner } from "./scan/scanner.ts";
import { createSectionTracker } from "./sections/sections.ts";
import { signatureOf } from "./signature.ts";
import { entryFindings } from "./structured/entry-findings.ts";
import { createEntryReader } from "./structured/entry-reader.ts";
import { summaryOf } from "./summary.ts";
import { reportFindings } from "./test-reports/report-findings.ts";
import { createReportReader } from "./test-reports/report-reader.ts";
import { createResultStore } from "./test-results/result-store.ts";

export interface AnalyzerOptions {
  /** A passing log of the same job: what it wrote too is not the cause. */
  baseline?: Baseline;
}

/** What reading a log leaves, before lines are chosen. Used by the analyzer and by the fitting of weights. */
export function createReader() {
  const hits = createHitStore();
  const sections = createSectionTracker();
  const locations = createLocationStore();
  const results = createResultStore();
  const scanner = createScanner({
    section: (raw, line) => sections.line(raw, line),
    location: (text, line) => locations.line(text, line),
    result: (text, line, candidates) => results.line(text, line, candidates),
    grammars(text, line, candidates) {
      let named: Grammar | undefined;
      let place = Number.POSITIVE_INFINITY;
      for (const index of candidates) {
        const grammar = GRAMMARS[index];
        if (index > place || !grammar?.pattern.test(text)) continue;
        place = index;
        named = grammar;
      }
      if (!named || isQuotedCode(text)) return 0;
      hits.add({ line, grammar: named, kind: named.kind, text: text.slice(0, 400) });
      return STRONG.has(named.kind) ? 3 : 1;
    },
  });
  return {
    push: (chunk: Uint8Array) => scanner.push(chunk),
    finish() {
      const { bytes, lines, blocks } = scanner.finish();
      const view = createLogView(blocks, lines);
      const map = createLogMap(
        view,
        hits.all().filter((hit) => view.held(hit.line)),
        sections.finish(lines),
      );
      return { bytes, lines, view, map, locations: locations.finish(view), ...results.finish(view) };
    },
  };
}

/**
 * Reads one log as it comes and says why it failed. Memory stays under about 100 MB however long the log is;
 * `finish` may be called once.
 */
export function createLogAnalyzer({ baseline }: AnalyzerOptions = {}): {
  push(chunk: Uint8Array): void;
  finish(): LogFindings;
  /** After `finish`: cleaned lines, as far as they are still held (every line of an excerpt is). */
  lines(start: number, end: number): string[];
} {
  const reader = createReader();
  const report = createReportReader();
  const entries = createEntryReader();
  let read: LogView | undefined;
  return {
    push(chunk) {
      reader.push(chunk);
      report.push(chunk);
      entries.push(chunk);
    },
    lines: (start, end) =>
      Array.from({ length: Math.max(0, end - start + 1) }, (_, at) => read?.text(start + at) ?? ""),
    finish() {
      const { bytes, lines, view, map, locations, failedTests, tests } = reader.finish();
      read = view;
      const told = report.finish();
      if (told) return reportFindings(told, { bytes, lines, locations });
      // Of a very long log only a part is held: a range whose lines are gone cannot be shown, let alone be the cause.
      const candidates = candidatesOf(map).filter(({ start, end }) => view.held(start) && view.held(end));
      const features = createFeaturizer(map);
      const ranked = rank(candidates, features);
      if (ranked[0]) ranked[0] = { ...ranked[0], candidate: withChain(map, ranked[0].candidate) };
      const best = ranked[0];
      const structured = entries.finish();
      // What ended the program outside of its log (a stack on standard error, a killed test) says more than an entry.
      if (structured && !baseline && failedTests.length === 0) {
        const hit = best?.candidate.hit;
        const outside = hit && STRONG.has(hit.kind) && !structured.isEntry(view.raw(hit.line));
        const told = outside ? undefined : entryFindings(structured, view, bytes);
        if (told) return told;
      }
      const category = categoryOf(map, best, failedTests.length);
      const signature = signatureOf(map, best, category, failedTests);
      // The last lines stand in where nothing tells of a failure; of binary data they would only be noise.
      if (best && !best.candidate.hit && failedTests.length === 0 && !isReadable(view, best.candidate))
        return { bytes, lines, category, failedTests, tests, signature, ...UNREADABLE };
      const excerpts = excerptsOf(map, ranked, baseline ? newBlocks(map, baseline) : []);
      const within = (start: number, end: number) =>
        rank(
          candidates.filter((each) => each.start >= start && each.end <= end),
          features,
        )[0];
      return {
        bytes,
        lines,
        category,
        summary: summaryOf(map, best, category, failedTests, tests, locations),
        excerpts:
          best && !baseline
            ? withOthers(excerpts, otherCauses(map, best, within, { failedTests, locations }))
            : excerpts,
        failedTests,
        tests,
        locations,
        signature,
      };
    },
  };
}

/** Reads a whole log that is in memory. */
export function analyzeLog(bytes: Uint8Array, options?: AnalyzerOptions): LogFindings {
  const analyzer = createLogAnalyzer(options);
  analyzer.push(bytes);
  return analyzer.finish();
}
