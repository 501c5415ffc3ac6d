import type { Config } from "./config.ts";

/** Where people see the pages of the configured hosts; only addresses there can be investigated. */
export function webAddressesOf(config: Pick<Config, "github" | "gitlab">): {
  webHosts: string[];
  gitlabUrl: string;
} {
  const apiHost = config.github.apiUrl ? new URL(config.github.apiUrl).host : "api.github.com";
  return {
    webHosts: [apiHost.replace(/^api\.github\.com$/, "github.com")],
    gitlabUrl: config.gitlab.url ?? "https://gitlab.com",
  };
}
