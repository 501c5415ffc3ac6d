import { type Config, loadConfig } from "./config.ts";
import type { VariableName } from "./variables.ts";

/** The configuration of this process, from its own environment; a command's options go over it. */
export function readConfig(options: Partial<Record<VariableName, string>> = {}): Config {
  return loadConfig({ ...process.env, ...options });
}
