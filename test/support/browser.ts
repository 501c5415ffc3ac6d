import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

/** True on a machine without Chromium, where a browser test may be skipped; in CI it must be there. */
export const browserMissing = !existsSync(executablePath) && process.env.CI === undefined;

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

export interface WatchedPage {
  page: Page;
  /** What a page of ours must not do: fetch from elsewhere, open a dialog, break its own policy, throw. */
  misdeeds: string[];
  close(): Promise<void>;
}

/** A page in its own context that records everything it should not do. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1180, height: 900 }, ...options });
  const page = await context.newPage();
  const misdeeds: string[] = [];
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    const own = protocol === "data:" || hostname === "127.0.0.1" || hostname === "localhost";
    if (!own) misdeeds.push(`asked for ${request.url()}`);
  });
  page.on("dialog", (dialog) => {
    misdeeds.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => {});
  });
  page.on("pageerror", (error) => misdeeds.push(`threw: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") misdeeds.push(`console: ${message.text()}`);
  });
  return { page, misdeeds, close: () => context.close() };
}

/** Keeps a picture of the page when `INQUEST_SCREENSHOTS` names a folder. */
export async function picture(page: Page, name: string, options: { whole?: boolean } = {}): Promise<void> {
  const folder = process.env.INQUEST_SCREENSHOTS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: options.whole ?? false });
}
