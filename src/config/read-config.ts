import { type Config, loadConfig } from "./config.ts";

/** The configuration of this process, from its own environment. */
export function readConfig(): Config {
  return loadConfig(process.env);
}
