import { request } from "node:http";
import { afterEach, expect, test } from "vitest";
import type { Access } from "../../src/http/access.ts";
import { createMemoryServices } from "../support/memory-services.ts";
import { type ServedApp, serveApp } from "../support/serve-app.ts";

let app: ServedApp | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

async function serving(access: Access): Promise<string> {
  app = await serveApp(createMemoryServices(), access);
  return app.url;
}

/** `fetch` does not let a test choose the Host header. */
function ask(
  url: string,
  headers: Record<string, string>,
  options: { method?: string; body?: string } = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: options.method ?? "GET", headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on("error", reject).end(options.body);
  });
}

test("on loopback everything is open to this machine, under loopback names only", async () => {
  const url = await serving({ loopbackOnly: true });
  const { port } = new URL(url);
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, "localhost", "127.8.8.8"]) {
    expect((await ask(`${url}/api/incidents`, { host })).status).toBe(200);
  }
  for (const host of [
    "evil.example",
    `evil.example:${port}`,
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "169.254.169.254",
  ]) {
    for (const path of ["/", "/api/incidents", "/webhooks/github"]) {
      const answer = await ask(url + path, { host }, path.startsWith("/webhooks") ? { method: "POST" } : {});
      expect([400, 403], `${host} ${path}`).toContain(answer.status);
      expect(answer.body).not.toContain("INC-7");
    }
  }
});

test("a tunnel's visitors reach the webhooks and need the token for the rest", async () => {
  const url = await serving({ loopbackOnly: true, publicUrl: "https://hooks.example.com" });
  const host = "hooks.example.com";
  expect((await ask(`${url}/webhooks/github`, { host }, { method: "POST", body: "{}" })).status).toBe(202);
  expect((await ask(`${url}/healthz`, { host })).status).toBe(200);
  const page = await ask(`${url}/`, { host });
  expect(page.status).toBe(403);
  expect(page.body).toContain("INQUEST_TOKEN");
  expect((await ask(`${url}/api/incidents`, { host })).status).toBe(403);
  // A proxy that keeps the name but says for whom it asks is no local visitor either.
  const forwarded = await ask(`${url}/api/incidents`, {
    host: "localhost",
    "x-forwarded-for": "203.0.113.9",
  });
  expect(forwarded.status).toBe(403);
});

test("elsewhere the API and the pages need the token, health and webhooks do not", async () => {
  const url = await serving({ loopbackOnly: false, token: "right-token" });
  for (const path of [
    "/api/incidents",
    "/api/incidents/INC-7",
    "/api/incidents/INC-7/report.md",
    "/api/incidents/INC-7/evidence/E3",
  ]) {
    const without = await fetch(url + path);
    expect(without.status).toBe(401);
    expect(without.headers.get("www-authenticate")).toBe("Bearer");
    expect(await without.json()).toMatchObject({
      error: { code: "token_needed", remedy: expect.stringContaining("Bearer") },
    });
    expect((await fetch(url + path, { headers: { authorization: "Bearer wrong" } })).status).toBe(401);
    expect((await fetch(url + path, { headers: { authorization: "Bearer right-token" } })).status).toBe(200);
  }
  for (const path of ["/healthz", "/readyz"]) expect((await fetch(url + path)).status).toBe(200);
  expect((await fetch(`${url}/webhooks/github`, { method: "POST", body: "{}" })).status).toBe(202);
  expect(await (await fetch(`${url}/readyz`)).text()).not.toContain("secret place");
});

test("people sign in with the token, get back where they were going, and out again", async () => {
  const url = await serving({
    loopbackOnly: false,
    token: "right-token",
    publicUrl: "https://inquest.example.com",
  });
  const turned = await fetch(`${url}/incidents/INC-7?x=1`, { redirect: "manual" });
  expect(turned.status).toBe(303);
  expect(turned.headers.get("location")).toBe("/login?next=%2Fincidents%2FINC-7%3Fx%3D1");

  const signIn = (token: string, next: string) =>
    fetch(`${url}/login`, { method: "POST", redirect: "manual", body: new URLSearchParams({ token, next }) });
  const wrong = await signIn("wrong", "/incidents/INC-7");
  expect(wrong.status).toBe(401);
  expect(wrong.headers.get("set-cookie")).toBeNull();

  const right = await signIn("right-token", "/incidents/INC-7");
  expect(right.status).toBe(303);
  expect(right.headers.get("location")).toBe("/incidents/INC-7");
  const setCookie = right.headers.get("set-cookie") ?? "";
  expect(setCookie).toMatch(/HttpOnly/i);
  expect(setCookie).toMatch(/SameSite=Strict/i);
  expect(setCookie).toMatch(/Secure/i);
  expect(setCookie).not.toContain("right-token");
  const cookie = setCookie.split(";")[0] ?? "";
  expect((await fetch(`${url}/incidents/INC-7`, { headers: { cookie } })).status).toBe(200);
  expect((await fetch(`${url}/api/incidents`, { headers: { cookie } })).status).toBe(200);

  const later = cookie.replace(/=\d+/, "=99999999999");
  const forged = await fetch(`${url}/incidents/INC-7`, { headers: { cookie: later }, redirect: "manual" });
  expect(forged.status).toBe(303);

  const out = await fetch(`${url}/logout`, { method: "POST", headers: { cookie }, redirect: "manual" });
  expect(out.headers.get("set-cookie")).toMatch(/Max-Age=0/i);
});

test.each(["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""])(
  "signing in never leads elsewhere: %s",
  async (next) => {
    const url = await serving({ loopbackOnly: false, token: "right-token" });
    const answer = await fetch(`${url}/login`, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams({ token: "right-token", next }),
    });
    expect(answer.headers.get("location")).toBe("/");
  },
);

test("a link from elsewhere is opened once more from here, and then leads to signing in", async () => {
  const url = await serving({ loopbackOnly: false, token: "right-token" });
  const follow = (path: string) =>
    fetch(url + path, { headers: { "sec-fetch-site": "cross-site" }, redirect: "manual" });
  const first = await follow("/incidents/INC-7?line=1");
  expect(first.status).toBe(200);
  const html = await first.text();
  expect(html).toContain('href="/incidents/INC-7?line=1&amp;opened=1"');
  expect(html).not.toContain("sumPrices");
  const second = await follow("/incidents/INC-7?line=1&opened=1");
  expect(second.headers.get("location")).toBe("/login?next=%2Fincidents%2FINC-7%3Fline%3D1");
});

test("another site's page cannot start anything", async () => {
  const url = await serving({ loopbackOnly: true });
  const body = JSON.stringify({ url: "https://github.com/acme/checkout/actions/runs/1" });
  const type = { "content-type": "application/json" };
  const post = (headers: Record<string, string>) =>
    fetch(`${url}/api/investigations`, { method: "POST", body, headers });

  expect((await post({ ...type, origin: "https://evil.example" })).status).toBe(403);
  expect((await post({ ...type, origin: "null" })).status).toBe(403);
  expect((await post({ ...type, "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect((await post({ "content-type": "text/plain" })).status).toBe(415);
  expect((await post(type)).status).toBe(202);
  expect((await post({ ...type, origin: url, "sec-fetch-site": "same-origin" })).status).toBe(202);
  const hook = await fetch(`${url}/webhooks/github`, {
    method: "POST",
    body,
    headers: { origin: "https://evil.example" },
  });
  expect(hook.status).toBe(403);
});
