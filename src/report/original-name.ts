import type { PostMortem } from "../domain/index.ts";

/** What the event's address leads to, in words. */
export function originalName({ subject }: PostMortem["event"]): string {
  switch (subject.kind) {
    case "alert":
      return "the alert";
    case "github_deployment":
      return "the failed deployment";
    case "generic":
      return "where it was told";
    default:
      return "the failed run";
  }
}
