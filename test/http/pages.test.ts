import { afterEach, beforeEach, expect, test } from "vitest";
import {
  createMemoryServices,
  type MemoryServices,
  runningIncident,
  sampleIncident,
} from "../support/memory-services.ts";
import { samplePostMortem } from "../support/sample-post-mortem.ts";
import { type ServedApp, serveApp } from "../support/serve-app.ts";

/** The pages as a browser without script gets them. */

let services: MemoryServices;
let app: ServedApp;

beforeEach(async () => {
  services = createMemoryServices([sampleIncident, runningIncident]);
  app = await serveApp(services, { loopbackOnly: true });
});
afterEach(() => app.close());

async function open(path: string): Promise<{ status: number; html: string; headers: Headers }> {
  const answer = await fetch(app.url + path);
  return { status: answer.status, html: await answer.text(), headers: answer.headers };
}

test("the list shows each incident's cause and keeps what was searched for", async () => {
  const { html } = await open("/?text=cart&status=reported");
  expect(html).toContain("sumPrices</code> in src/cart.ts truncates half cents");
  expect(html).toContain('value="cart"');
  expect(html).toMatch(/<option value="reported" selected/);
  expect(services.filters.at(-1)).toMatchObject({ text: "cart", status: "reported" });
});

test("an empty list says what will appear here, an empty search that nothing matches", async () => {
  services.incidents.clear();
  expect((await open("/")).html).toContain("No incident yet.");
  expect((await open("/?text=nothing")).html).toContain("No incident matches.");
});

test("earlier incidents are one link away, with the search kept", async () => {
  for (let number = 100; number < 141; number += 1) {
    services.finish({ ...sampleIncident, id: `INC-${number}`, openedAt: `2025-01-01T00:00:00.${number}Z` });
  }
  const { html } = await open("/?text=cart");
  const [, link] = /href="(\/\?before=[^"]+)"/.exec(html) ?? [];
  expect(link).toBe("/?before=INC-102&amp;text=cart");
  expect((await open(link!.replace("&amp;", "&"))).html).toContain("INC-101");
});

test("an incident's page is its post-mortem, and its links stay on this server", async () => {
  services.finish({
    ...sampleIncident,
    postMortem: { ...samplePostMortem, url: "https://inquest.example.com/incidents/INC-7" },
  });
  const { html } = await open("/incidents/INC-7");
  expect(html).toContain('href="/incidents/INC-7/evidence/E3?line=120#L120"');
  expect(html).not.toContain("inquest.example.com");
  expect(html).toContain('href="/api/incidents/INC-7/report.md"');
});

test("without script a running investigation shows its steps and loads again", async () => {
  services.addStep("INC-8", "triage", "looked at run 8852");
  const { html } = await open("/incidents/INC-8");
  expect(html).toContain("looked at run 8852");
  expect(html).toContain('<noscript><meta http-equiv="refresh" content="3"/></noscript>');
});

test("a failed investigation shows how far it came", async () => {
  services.addStep("INC-8", "fetch", "the host did not answer", "failed");
  services.finish({ ...runningIncident, status: "failed" });
  const { html } = await open("/incidents/INC-8");
  expect(html).toContain("the host did not answer");
  expect(html).toContain("The investigation itself failed");
  expect(html).not.toContain("refresh");
});

test("pages carry a policy that allows nothing but their own style and script", async () => {
  const first = await open("/incidents/INC-8");
  const policy = first.headers.get("content-security-policy") ?? "";
  const [, nonce] = /script-src 'nonce-([^']+)'/.exec(policy) ?? [];
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
  expect(first.html).toContain(`<script nonce="${nonce}">`);
  const second = await open("/incidents/INC-8");
  expect(second.headers.get("content-security-policy")).not.toBe(policy);
  expect(first.headers.get("x-frame-options")).toBe("DENY");
  expect(first.html).not.toMatch(/ style="| on[a-z]+="/);
});

test("evidence is shown in a window around the wanted line, however large it is", async () => {
  const lines = 40_000_000;
  const evidence = samplePostMortem.evidence.map((piece) => ({ ...piece, lines }));
  services.finish({ ...sampleIncident, postMortem: { ...samplePostMortem, evidence } });

  const { html } = await open("/incidents/INC-7/evidence/E3?line=31000000");
  expect(services.ranges).toEqual([[30_999_750, 31_000_749]]);
  expect(html).toContain('<li id="L31000000" class="focus">');
  expect(html).toContain("30,999,750–31,000,749 of 40,000,000");
  const [, earlier] = /href="([^"]+)" rel="prev"/.exec(html) ?? [];
  const [, later] = /href="([^"]+)" rel="next"/.exec(html) ?? [];
  expect((await open(later!)).html).toContain('<li id="L31000750"');
  expect((await open(earlier!)).html).toContain('<li id="L30999749"');
});

test("evidence opens at what the report quotes, with those lines marked", async () => {
  const { html } = await open("/incidents/INC-7/evidence/E3");
  expect([...html.matchAll(/<li id="L(\d+)" class="cited">/g)].map((match) => match[1])).toEqual([
    "120",
    "121",
    "122",
    "123",
  ]);
});

test("going to a line ends at that line", async () => {
  const answer = await fetch(`${app.url}/incidents/INC-7/evidence/E3?goto=77`, { redirect: "manual" });
  expect(answer.headers.get("location")).toBe("/incidents/INC-7/evidence/E3?line=77#L77");
});

test("lines of megabytes are cut and say how much is missing", async () => {
  services.texts.set("INC-7/E1", () => "y".repeat(200_000));
  const { html } = await open("/incidents/INC-7/evidence/E1");
  expect(html).toContain("198,000 more characters");
  expect(html.length).toBeLessThan(1_000_000);
});

test.each([
  "?line=0",
  "?line=99999999999999",
  "?line=-5",
  "?line=x",
  "?from=1e9",
  "?from=613",
  "?line=1&line=2",
])("an odd place %s still shows the evidence", async (query) => {
  const { status, html } = await open(`/incidents/INC-7/evidence/E3${query}`);
  expect(status).toBe(200);
  expect(html).toMatch(/<li id="L\d+"/);
});

test.each([
  "/incidents/INC-99",
  "/incidents/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
  "/incidents/INC-7/evidence/E99",
  "/nothing",
])("%s is a page that says what is wrong and where to go", async (path) => {
  const { status, html } = await open(path);
  expect(status).toBe(404);
  expect(html).toContain("All incidents");
  expect(html).not.toContain("alert(1)");
});

test("a failure inside is a page without its details", async () => {
  services.listIncidents = () => Promise.reject(new Error("password=hunter2"));
  const { status, html } = await open("/");
  expect(status).toBe(500);
  expect(html).toContain("Inquest failed to answer this.");
  expect(html).not.toContain("hunter2");
});
