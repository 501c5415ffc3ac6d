import { z } from "zod";
import { attempt } from "../attempt.ts";
import type { CollectedEvidence } from "../collector.ts";
import { oneLine } from "../wording.ts";
import type { Scene } from "./scene.ts";
import { Annotation } from "./schemas.ts";

export interface AnnotatedCheck {
  checkRunId: number;
  name: string;
}

const order = ["failure", "warning", "notice"];

/** What the checks wrote at the side of the code: one evidence for all of them, failures first. */
export async function collectAnnotations(
  scene: Scene,
  checks: AnnotatedCheck[],
  url: string | undefined,
): Promise<CollectedEvidence[]> {
  const found: { check: string; annotation: Annotation }[] = [];
  let cut = false;
  for (const check of checks.slice(0, scene.limits.logs)) {
    for (let page = 1; !cut; page += 1) {
      const annotations = await attempt(scene.gaps, async () =>
        scene.client.get(
          "/check-runs/{check_run_id}/annotations",
          { check_run_id: check.checkRunId, per_page: 100, page },
          z.array(Annotation),
          { what: `The annotations of ${check.name}`, permission: "checks: read" },
        ),
      );
      for (const annotation of annotations ?? []) found.push({ check: check.name, annotation });
      if ((annotations?.length ?? 0) < 100) break;
      cut = found.length >= scene.limits.annotations;
    }
  }
  if (found.length === 0) return [];
  const taken = found
    .toSorted((a, b) => rank(a.annotation) - rank(b.annotation))
    .slice(0, scene.limits.annotations);
  const truncated = cut || taken.length < found.length;
  const lines = taken.flatMap(({ check, annotation }) => describe(check, annotation));
  if (truncated) lines.push("[inquest left out further annotations]");
  return [
    {
      kind: "annotations",
      title: "Annotations",
      ...(url ? { url } : {}),
      content: `${lines.join("\n")}\n`,
      data: taken.map(({ check, annotation }) => ({
        job: check,
        path: annotation.path,
        line: annotation.start_line,
        level: annotation.annotation_level ?? undefined,
        title: annotation.title ?? undefined,
        message: annotation.message?.slice(0, 4000) ?? undefined,
      })),
      ...(truncated ? { truncated } : {}),
    },
  ];
}

function rank(annotation: Annotation): number {
  const at = order.indexOf(annotation.annotation_level ?? "");
  return at < 0 ? order.length : at;
}

function describe(check: string, annotation: Annotation): string[] {
  const {
    path,
    start_line: line,
    annotation_level: level,
    title,
    message,
    raw_details: details,
  } = annotation;
  return [
    `${level ?? "note"} in ${oneLine(check)}: ${oneLine(path)}:${line}${title ? `: ${oneLine(title)}` : ""}`,
    ...indented(message),
    ...indented(details),
  ];
}

function indented(text: string | null | undefined): string[] {
  if (!text?.trim()) return [];
  return text
    .slice(0, 4000)
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => `    ${line}`);
}
