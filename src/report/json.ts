import type { PostMortem } from "../domain/index.ts";

/** The post-mortem as JSON, two spaces deep, with a newline at its end. */
export function renderJson(postMortem: PostMortem): string {
  return `${JSON.stringify(postMortem, null, 2)}\n`;
}
