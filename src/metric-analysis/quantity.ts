const BINARY = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** A value as a person says it: `210 MiB`, `0.25 cores`, `230 ms`, `12 %`, `41 /s`. */
export function quantity(value: number, unit: string): string {
  switch (unit) {
    case "bytes": {
      let scaled = value;
      let step = 0;
      while (Math.abs(scaled) >= 1024 && step < BINARY.length - 1) {
        scaled /= 1024;
        step++;
      }
      return `${figure(scaled)} ${BINARY[step]}`;
    }
    case "seconds":
      return Math.abs(value) < 1 && value !== 0 ? `${figure(value * 1000)} ms` : `${figure(value)} s`;
    case "ratio":
      return `${figure(value * 100)} %`;
    case "cores":
      return `${figure(value)} cores`;
    case "per_second":
      return `${figure(value)} /s`;
    default:
      return figure(value);
  }
}

/** Three digits that matter, without zeros at the end. */
function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const magnitude = Math.abs(value);
  if (magnitude >= 1e7) return value.toPrecision(3).replace("e+", "e");
  if (magnitude >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

/** `10:02`, or `10:02:15` where seconds matter; UTC. */
export function clock(seconds: number, exact: boolean): string {
  return new Date(seconds * 1000).toISOString().slice(11, exact ? 19 : 16);
}
