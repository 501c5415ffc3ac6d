import { expect, test } from "vitest";
import { createTemplateMiner, mineTemplates } from "../../../src/log-analysis/templates/index.ts";

test("lines of one event share a template, lines of others do not", () => {
  const lines = [
    "connection from 10.0.0.1 opened",
    "connection from 10.0.0.2 opened",
    "connection from 10.0.0.2 closed",
    "disk full on /dev/sda1",
  ];
  const { templates, assignments } = mineTemplates(lines);
  expect(assignments[0]).toBe(assignments[1]);
  expect(new Set(assignments).size).toBe(3);
  expect(templates).toContainEqual({ id: assignments[0], template: "connection from <*> opened", count: 2 });
  expect(templates.reduce((sum, template) => sum + template.count, 0)).toBe(lines.length);
});

test("a place becomes a wildcard once it is seen to vary", () => {
  const users = ["root", "news", "ada", "backup"];
  const { templates, assignments } = mineTemplates(
    users.map((user) => `session opened for user ${user} by (uid=0)`),
  );
  expect(new Set(assignments).size).toBe(1);
  expect(templates.map((template) => template.template)).toEqual([
    "session opened for user <*> by (uid=<*>)",
  ]);
});

test("two places that vary together are found one after the other", () => {
  const programs = ["auth.service", "cart.service", "mail.service", "shop.web", "shop.api"];
  const reasons = ["io.timeout", "dns.refused", "tls.expired", "net.reset"];
  const lines = programs.flatMap((program) =>
    reasons.map((reason) => `unit ${program} failed because of ${reason} again`),
  );
  expect(mineTemplates(lines).templates).toHaveLength(1);
});

test("a few plain words in the same place stay apart", () => {
  const lines = ["GET", "POST", "DELETE"].map((method) => `"${method} /v2/servers HTTP/1.1" status: 200`);
  expect(new Set(mineTemplates(lines).assignments).size).toBe(3);
});

test("the streaming miner says what is new and keeps ids valid", () => {
  const miner = createTemplateMiner();
  const first = miner.add("cannot load module net.ssl from cache now");
  expect(first.isNew).toBe(true);
  const second = miner.add("cannot load module net.tcp from cache now");
  expect(second.isNew).toBe(true);
  const third = miner.add("cannot load module net.udp from cache now");
  expect(third.template).toBe("cannot load module <*> from cache now");
  expect(third.isNew).toBe(false);
  expect(miner.resolve(second.id)).toBe(miner.resolve(first.id));
  expect(miner.add("cannot load module fs.zip from cache now").isNew).toBe(false);
  expect(miner.templates()).toEqual([{ id: first.id, template: third.template, count: 4 }]);
});

test("memory is bounded: past its limit a miner keeps coarse templates only", () => {
  const miner = createTemplateMiner({ limit: 50 });
  const letters = (n: number) =>
    n.toString(26).replace(/\d/g, (digit) => String.fromCharCode(97 + Number(digit)));
  for (let i = 0; i < 5_000; i += 1) miner.add(`${letters(i)} ${letters(i * 31)} ${letters(i * 7)}`);
  const templates = miner.templates();
  expect(templates.length).toBeLessThan(200);
  expect(templates.reduce((sum, template) => sum + template.count, 0)).toBe(5_000);
});
