import { InquestError } from "../domain/index.ts";
import type { Health, Services } from "./services.ts";

/** A part that answers depend on: `check` resolves with a short message, or rejects with what is wrong. */
export interface HealthPart {
  name: string;
  /** False: Inquest goes on without it, and says so in its reports. */
  required: boolean;
  check(): Promise<string>;
}

/** Asks every part, each for itself; ready while all required ones answer. */
export function createHealth(parts: readonly HealthPart[]): Services["health"] {
  return async () => {
    const answers = await Promise.all(
      parts.map(async ({ name, check }): Promise<Health["parts"][number]> => {
        try {
          return { name, ready: true, message: await check() };
        } catch (error) {
          const message = error instanceof InquestError ? error.message : "It does not answer.";
          return { name, ready: false, message };
        }
      }),
    );
    return {
      ready: parts.every((part, index) => !part.required || answers[index]?.ready === true),
      parts: answers,
    };
  };
}
