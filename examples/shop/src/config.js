import { readFileSync } from "node:fs";

/** Settings of one environment, over the default ones. */
export function loadConfig(environment) {
  const settings = { ...read("default"), ...read(environment) };
  return {
    port: settings.port,
    paymentUrl: required(settings, "paymentUrl", environment),
    paymentTimeoutMs: settings.paymentTimeoutMs,
  };
}

function read(name) {
  return JSON.parse(readFileSync(new URL(`../config/${name}.json`, import.meta.url), "utf8"));
}

function required(settings, key, environment) {
  const value = key.split(".").reduce((part, name) => part?.[name], settings);
  if (value === undefined) {
    throw new Error(`${key} is not set: looked in config/default.json and config/${environment}.json`);
  }
  return value;
}
