import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Incident, Signal } from "../../src/domain/index.ts";
import { browserMissing, launchBrowser, openPage, picture } from "../support/browser.ts";
import { hostileWords } from "../support/hostile-words.ts";
import { overflow } from "../support/in-page.ts";
import { createMemoryServices, sampleIncident } from "../support/memory-services.ts";
import { type ServedApp, serveApp } from "../support/serve-app.ts";
import { alertEvent, deploymentEvent } from "../support/signal-events.ts";

const signals: Signal[] = [
  {
    number: 1,
    event: sampleIncident.event,
    receivedAt: sampleIncident.openedAt,
    reason: "",
    repeats: 2,
    resolvedAt: "2026-03-14T10:05:00.000Z",
  },
  {
    number: 2,
    event: deploymentEvent({ commit: "3f2a91c04be5", url: "https://github.com/acme/checkout/deployments" }),
    receivedAt: sampleIncident.openedAt,
    reason: "same commit 3f2a91c and service checkout, 5 minutes apart",
    repeats: 0,
  },
  {
    number: 3,
    event: alertEvent({ title: hostileWords[0] ?? "<b>", labels: { alertname: "HighErrorRate" } }),
    receivedAt: sampleIncident.openedAt,
    reason: "same service checkout and environment production, 4 minutes apart",
    repeats: 9_999,
  },
];
const joined: Incident = { ...sampleIncident, signals, signalCount: 3, eventCount: 10_003 };

describe.skipIf(browserMissing)("an incident of several signals in a browser", () => {
  let browser: Browser;
  let app: ServedApp;
  const services = createMemoryServices([joined]);

  beforeAll(async () => {
    browser = await launchBrowser();
    app = await serveApp(services, { loopbackOnly: true });
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  test("its page shows each signal with its reason, and a button makes one an incident of its own", async () => {
    const { page, misdeeds, close } = await openPage(browser);
    await page.goto(app.url);
    await page.getByText("3 signals · told 10,004 times").waitFor();
    await picture(page, "incidents-with-signals");
    await page.goto(`${app.url}/incidents/INC-7`);
    const section = page.locator(".signals");
    await section.scrollIntoViewIfNeeded();
    expect(await section.innerText()).toContain("same commit 3f2a91c and service checkout, 5 minutes apart");
    expect(await section.innerText()).toContain("told 10,000 times");
    await picture(page, "signals", { whole: true });
    await page.setViewportSize({ width: 360, height: 800 });
    expect(await overflow(page)).toBe(0);
    await picture(page, "signals-narrow", { whole: true });
    await section.getByRole("button", { name: "Split off" }).nth(1).click();
    await page.waitForURL(`${app.url}/incidents/INC-99`);
    expect(services.incidents.get("INC-7")?.signals).toHaveLength(2);
    expect(misdeeds).toEqual([]);
    await close();
  });

  test("another site's page cannot split", async () => {
    const answer = await fetch(`${app.url}/incidents/INC-7/split`, {
      method: "POST",
      headers: { origin: "https://evil.example", "content-type": "application/x-www-form-urlencoded" },
      body: "signal=1",
    });
    expect(answer.status).toBe(403);
    expect(services.incidents.get("INC-7")?.signals).toContainEqual(signals[0]);
  });
});
