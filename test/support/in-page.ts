import type { Locator, Page } from "playwright-core";

/** Questions to a page. What runs inside it is text, so that no other test sees a browser's global names. */

/** Whether the element lies within the window, as far as its height goes. */
export async function inSight(locator: Locator): Promise<boolean> {
  const box = await locator.boundingBox();
  const height = locator.page().viewportSize()?.height ?? 0;
  return box !== null && box.y >= 0 && box.y + box.height <= height;
}

/** Pixels by which the page is wider than its window. */
export async function overflow(page: Page): Promise<number> {
  return Number(await page.evaluate("document.documentElement.scrollWidth - innerWidth"));
}

export async function background(page: Page, selector: string): Promise<string> {
  return String(await ask(page, selector, "(element) => getComputedStyle(element).backgroundColor"));
}

const CONTRAST = `(element) => {
  const luminance = (colour) => {
    const [red, green, blue] = colour.match(/[\\d.]+/g).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const text = luminance(getComputedStyle(element).color);
  const paper = luminance(getComputedStyle(document.body).backgroundColor);
  return (Math.max(text, paper) + 0.05) / (Math.min(text, paper) + 0.05);
}`;

/** Contrast of an element's text to the page, by WCAG 2.2. */
export async function contrast(page: Page, selector: string): Promise<number> {
  return Number(await ask(page, selector, CONTRAST));
}

function ask(page: Page, selector: string, asked: string): Promise<unknown> {
  return page.evaluate(`(${asked})(document.querySelector(${JSON.stringify(selector)}))`);
}
