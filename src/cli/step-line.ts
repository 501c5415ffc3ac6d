import type { Step } from "../domain/index.ts";
import { oneLine } from "../report/index.ts";
import type { Paint } from "./colours.ts";

const marks: Record<Step["state"], string> = { started: "…", finished: "✓", failed: "✗" };

/** One step of an investigation as a line of the terminal. */
export function stepLine(step: Step, paint: Paint): string {
  const mark = step.state === "failed" ? paint("red", marks.failed) : paint("dim", marks[step.state]);
  return `${mark} ${paint("cyan", step.node.padEnd(13))} ${oneLine(step.message, 200)}`;
}
