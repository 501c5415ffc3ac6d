import { InquestError } from "../domain/index.ts";
import type { SilenceStore } from "../store/ports.ts";
import type { Services } from "./services.ts";

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/**
 * When a silence of this length ends: `30m`, `2h`, `7d` or `2w` from `now` on, a year at most.
 *
 * @throws InquestError `invalid_request`
 */
export function endOfSilence(length: string, now: Date): string {
  const [, count = "", unit = ""] = /^(\d{1,5})([mhdw])$/.exec(length.trim()) ?? [];
  const milliseconds = Number(count) * (UNITS[unit] ?? 0);
  if (milliseconds > 0 && milliseconds <= 366 * 86_400_000) {
    return new Date(now.getTime() + milliseconds).toISOString();
  }
  throw new InquestError(
    "invalid_request",
    "This is not how long a silence can be.",
    "Give minutes, hours, days or weeks: 30m, 2h, 7d, 2w; a year at most.",
  );
}

/** Telling Inquest what people do not want to hear of. */
export function createSilencing(dependencies: {
  silences: SilenceStore;
}): Pick<Services, "silence" | "listSilences" | "removeSilence"> {
  const { silences } = dependencies;
  return {
    silence: (silence) => silences.add(silence),
    listSilences: (filter) => silences.list(filter),
    removeSilence: async (id) => {
      if (await silences.remove(id)) return;
      throw new InquestError(
        "silence_not_found",
        "There is no silence of this name that holds.",
        "`inquest silence list` shows those there are.",
      );
    },
  };
}
