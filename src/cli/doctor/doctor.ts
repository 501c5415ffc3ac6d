import { parseArgs } from "node:util";
import type { Config } from "../../config/config.ts";
import { readConfig } from "../../config/read-config.ts";
import { InquestError } from "../../domain/index.ts";
import { createPaint, type Paint } from "../colours.ts";
import type { Command } from "../io.ts";
import { checkModel, checkPublicUrl, checkSlack } from "./connections.ts";
import { checkGitHub, checkWebhookSecret } from "./github.ts";
import { checkGitLab, checkGitLabWebhook } from "./gitlab.ts";
import { checkKubernetes } from "./kubernetes.ts";
import { checkDisk, checkFolder, checkGit, checkNode } from "./machine.ts";
import { checkAlertWebhooks, checkLoki, checkPrometheus } from "./metrics.ts";
import { type Check, type PartReport, partMs } from "./part.ts";
import { broken, checkChroma, checkPostgres } from "./servers.ts";

const options = { json: { type: "boolean", default: false } } as const;

/** `inquest doctor`: every part, whether it works, and the exact next step when it does not. */
export const doctor: Command = async (argv, io) => {
  const { values } = parseArgs({ args: argv, options });
  const parts = await examine(io.signal);
  const failed = parts.filter((part) => part.state === "broken").length;
  if (values.json) {
    io.print(JSON.stringify({ ok: failed === 0, parts }));
  } else {
    const paint = createPaint(io.colours.stdout);
    const width = Math.max(...parts.map((part) => part.name.length));
    for (const part of parts) io.print(partLines(part, width, paint));
    io.print("");
    io.print(
      failed === 0
        ? "Everything that is configured works."
        : `${failed} of ${parts.length} parts need attention.`,
    );
  }
  return failed === 0 ? 0 : 1;
};

async function examine(signal: AbortSignal): Promise<PartReport[]> {
  const node = await report("Node.js", checkNode, signal);
  let config: Config;
  try {
    config = readConfig();
  } catch (error) {
    if (!(error instanceof InquestError)) throw error;
    return [node, { name: "settings", ...broken(error, "settings") }];
  }
  const folder = await report("data folder", checkFolder(config.home), signal);
  const rest: [string, Check][] = [
    ["disk space", checkDisk(config.home)],
    ["git", checkGit],
    ["PostgreSQL", checkPostgres(config)],
    ["Chroma", checkChroma(config)],
    ["model", checkModel(config)],
    ["GitHub", checkGitHub(config)],
    ["webhook secret", checkWebhookSecret(config)],
    ["GitLab", checkGitLab(config)],
    ["GitLab webhook", checkGitLabWebhook(config)],
    ["Kubernetes", checkKubernetes(config)],
    ["alert webhooks", checkAlertWebhooks(config)],
    ["Prometheus", checkPrometheus(config)],
    ["Loki", checkLoki(config)],
    ["Slack", checkSlack(config)],
    ["public URL", checkPublicUrl(config)],
  ];
  // Side by side, so that the whole takes as long as the slowest.
  return [node, folder, ...(await Promise.all(rest.map(([name, check]) => report(name, check, signal))))];
}

async function report(name: string, check: Check, signal: AbortSignal): Promise<PartReport> {
  try {
    return { name, ...(await check(AbortSignal.any([signal, AbortSignal.timeout(partMs)]))) };
  } catch (error) {
    signal.throwIfAborted();
    return { name, ...broken(error, name) };
  }
}

function partLines(part: PartReport, width: number, paint: Paint): string {
  const word = {
    ok: paint("green", "ok    "),
    off: paint("dim", "off   "),
    broken: paint("red", "broken"),
  }[part.state];
  const line = `${word}  ${part.name.padEnd(width)}  ${part.message}`;
  return part.next ? `${line}\n${" ".repeat(width + 10)}${paint("dim", "→")} ${part.next}` : line;
}
