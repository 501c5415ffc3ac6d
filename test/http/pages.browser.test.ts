import { once } from "node:events";
import { createServer } from "node:http";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { browserMissing, launchBrowser, openPage, picture, type WatchedPage } from "../support/browser.ts";
import { hostileWords } from "../support/hostile-words.ts";
import { background, contrast, inSight, overflow } from "../support/in-page.ts";
import {
  createMemoryServices,
  type MemoryServices,
  runningIncident,
  sampleIncident,
} from "../support/memory-services.ts";
import {
  sampleCitation,
  samplePostMortem,
  samplePostMortemWith,
  withWords,
} from "../support/sample-post-mortem.ts";
import { type ServedApp, serveApp } from "../support/serve-app.ts";

describe.skipIf(browserMissing)("the pages in a browser", () => {
  let browser: Browser;
  let services: MemoryServices;
  let app: ServedApp;
  const opened: WatchedPage[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    services = createMemoryServices([sampleIncident, runningIncident]);
    const quoted = sampleCitation.quote.split("\n");
    services.texts.set("INC-7/E3", (number) => quoted[number - 120] ?? `step ${number} of the build`);
    app = await serveApp(services, { loopbackOnly: true });
  });
  afterEach(async () => {
    const misdeeds = opened.flatMap((watched) => watched.misdeeds);
    await Promise.all(opened.splice(0).map((watched) => watched.close()));
    await app.close();
    if (misdeeds.length > 0) throw new Error(`a page misbehaved:\n${misdeeds.join("\n")}`);
  });

  async function open(path: string, options: Parameters<typeof openPage>[1] = {}) {
    const watched = await openPage(browser, options);
    opened.push(watched);
    await watched.page.goto(app.url + path);
    return watched.page;
  }

  test("steps appear as they happen and the report takes their place", async () => {
    services.addStep("INC-8", "triage", "looked at run 8852");
    const page = await open("/incidents/INC-8");
    const steps = page.locator("#steps li .message");
    await steps.getByText("looked at run 8852").waitFor();

    services.addStep("INC-8", "fetch", "fetched 3 of 4 pieces of evidence");
    services.addStep("INC-8", "analyze", "<b>reading</b> 2 logs <img src=x onerror=alert(1)>", "started");
    await steps.getByText("fetched 3 of 4").waitFor();
    await steps.getByText("<b>reading</b> 2 logs").waitFor();
    expect(await steps.count()).toBe(3);
    await picture(page, "live");

    services.finish({
      ...runningIncident,
      status: "reported",
      postMortem: { ...samplePostMortem, incident: "INC-8" },
    });
    await page.locator("h1", { hasText: "the cart total is 1999 instead of 2000" }).waitFor();
    expect(await page.locator("#steps").count()).toBe(0);
  });

  test("without script the steps come by loading again", async () => {
    services.addStep("INC-8", "triage", "looked at run 8852");
    const page = await open("/incidents/INC-8", { javaScriptEnabled: false });
    await page.getByText("looked at run 8852").waitFor();
    services.finish({
      ...runningIncident,
      status: "reported",
      postMortem: { ...samplePostMortem, incident: "INC-8" },
    });
    await page.locator("h1", { hasText: "the cart total is 1999" }).waitFor();
    expect(await page.locator("#steps").count()).toBe(0);
  });

  test("a quoted line leads to itself in the evidence, marked and in sight", async () => {
    const page = await open("/incidents/INC-7");
    await picture(page, "incident");
    await page.getByRole("link", { name: "121" }).click();
    await page.waitForURL("**/incidents/INC-7/evidence/E3?line=121#L121");
    const line = page.locator("#L121");
    await expect.poll(() => inSight(line)).toBe(true);
    expect(await line.locator("code").textContent()).toBe(
      "AssertionError: expected 1999 to be 2000 // Object.is equality",
    );
    const colour = (selector: string) => background(page, selector);
    expect(await colour("#L121")).not.toBe(await colour("#L119"));
    expect(await colour("#L123")).not.toBe(await colour("#L124"));
    await picture(page, "evidence");
  });

  test("a line deep in a huge log is reached by a link, a bare fragment and the form", async () => {
    const evidence = samplePostMortem.evidence.map((piece) => ({ ...piece, lines: 9_000_000 }));
    services.finish({ ...sampleIncident, postMortem: samplePostMortemWith({ evidence }) });
    const page = await open("/incidents/INC-7/evidence/E4?line=4500000#L4500000");
    await expect.poll(() => inSight(page.locator("#L4500000"))).toBe(true);

    await page.evaluate('location.hash = "#L8000000"');
    await page.waitForURL("**/evidence/E4?line=8000000#L8000000");
    await expect.poll(() => inSight(page.locator("#L8000000"))).toBe(true);

    const field = page.getByLabel("Line number").first();
    await field.fill("17");
    await field.press("Enter");
    await page.waitForURL("**/evidence/E4?line=17#L17");
    await expect.poll(() => inSight(page.locator("#L17"))).toBe(true);
  });

  test("what logs, commits and models write is shown and never run", { timeout: 90_000 }, async () => {
    const words = hostileWords.join(" ");
    services.finish({ ...sampleIncident, postMortem: withWords(words) });
    services.finish({ ...runningIncident, event: { ...runningIncident.event, title: words, url: words } });
    services.addStep("INC-8", words, words);
    services.texts.set("INC-7/E3", (number) => hostileWords[number % hostileWords.length] ?? "");
    for (const path of [
      "/",
      "/incidents/INC-7",
      "/incidents/INC-8",
      "/incidents/INC-7/evidence/E3?line=120#L120",
      "/api/incidents/INC-7/report.html",
      "/api/incidents/INC-7/evidence/E3",
      `/?text=${encodeURIComponent(words.slice(0, 2_000))}`,
      `/incidents/${encodeURIComponent(hostileWords[1] ?? "")}`,
      `/nothing/${encodeURIComponent(hostileWords[0] ?? "")}#<img src=x onerror=alert(1)>`,
    ]) {
      const watched = await openPage(browser);
      const answer = await watched.page.goto(app.url + path);
      // A frame later every handler that would run on its own has run. Plain text has no frames to wait for.
      if (!path.startsWith("/api/")) {
        await watched.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
      }
      expect(await watched.page.evaluate("globalThis.pwned")).toBeUndefined();
      // The browser itself reports a page that is missing; nothing else may be there.
      expect(
        watched.misdeeds.filter((misdeed) => answer?.ok() !== false || !misdeed.includes("status of 404")),
      ).toEqual([]);
      const links = await watched.page
        .locator("a")
        .evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
      expect(links.filter((link) => !/^(\/|#L|https:\/\/github\.com\/)/.test(link))).toEqual([]);
      await watched.close();
    }
  });

  test.each([
    ["light", { colorScheme: "light" as const }],
    ["dark", { colorScheme: "dark" as const }],
    ["phone", { viewport: { width: 360, height: 780 }, deviceScaleFactor: 2 }],
  ])("the pages fit and can be read: %s", async (name, options) => {
    services.addStep("INC-8", "triage", "looked at run 8852");
    services.texts.set("INC-7/E3", (number) => `${number} ${"unbroken".repeat(60)}`);
    for (const [kind, path] of [
      ["list", "/"],
      ["incident", "/incidents/INC-7"],
      ["live", "/incidents/INC-8"],
      ["evidence", "/incidents/INC-7/evidence/E3"],
    ] as const) {
      const page = await open(path, options);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      expect(await contrast(page, "body")).toBeGreaterThan(7);
      expect(await contrast(page, ".soft, .facts, .incidents p")).toBeGreaterThan(4.5);
      await picture(page, `${kind}-${name}`, { whole: kind !== "evidence" });
    }
  });

  test("a person who is signed in follows a link from elsewhere to the very line", async () => {
    const guarded = await serveApp(services, { loopbackOnly: false, token: "right-token" });
    // Another site: the browser tells localhost and 127.0.0.1 apart.
    const chat = createServer((_, response) => {
      response.setHeader("content-type", "text/html");
      response.end(`<a href="${guarded.url}/incidents/INC-7/evidence/E3?line=120#L120">the lines</a>`);
    }).listen(0, "127.0.0.1");
    await once(chat, "listening");
    const address = chat.address();
    const chatPort = typeof address === "object" && address !== null ? address.port : 0;

    const watched = await openPage(browser);
    opened.push(watched);
    const { page } = watched;
    await page.goto(`${guarded.url}/incidents/INC-7`);
    await page.waitForURL("**/login?next=**");
    await picture(page, "login");
    await page.getByLabel("Token").fill("right-token");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL("**/incidents/INC-7");

    await page.goto(`http://localhost:${chatPort}/`);
    await page.getByRole("link", { name: "the lines" }).click();
    await page.waitForURL("**/evidence/E3?line=120#L120");
    await page.locator("#L120.cited").waitFor();
    await expect.poll(() => inSight(page.locator("#L120"))).toBe(true);

    await page.goto("about:blank");
    await guarded.close();
    chat.closeAllConnections();
    chat.close();
  });
});
