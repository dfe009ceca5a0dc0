// Chromium as a person has it: with or without JavaScript, narrow or wide, light or dark, in her language.

import { mkdir } from "node:fs/promises";
import path from "node:path";
import { chromium } from "playwright-core";

const PROGRAM = process.env.PORTICO_CHROMIUM ?? "/usr/bin/chromium";
const PICTURES = process.env.PORTICO_SCREENSHOTS;

/** Ways to read a page; each journey is made in both. */
export const SCRIPTS = [
  { javascript: true, name: "with JavaScript" },
  { javascript: false, name: "without JavaScript" },
];

export const WIDTHS = [320, 390, 1280];
export const SCHEMES = ["light", "dark"];
const HEIGHT = 900;

export function launch() {
  return chromium.launch({
    executablePath: PROGRAM,
    // Root cannot have the sandbox; everybody else keeps it.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * A page in a context of its own. `page.complaints` collects what the console calls an error and every exception: a broken script, a missing file, a
 * refused style. A test that expects one takes it out.
 */
export async function newPage(browser, options = {}) {
  const { javascript = true, width = 1280, scheme = "light", locale = "de-DE", ...rest } = options;
  const context = await browser.newContext({
    javaScriptEnabled: javascript,
    viewport: { width, height: HEIGHT },
    colorScheme: scheme,
    reducedMotion: "reduce",
    locale,
    timezoneId: "Europe/Berlin",
    ...rest,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") page.complaints.push(message.text());
  });
  return page;
}

/** Keeps a picture of the whole page where PORTICO_SCREENSHOTS says, if it says so. */
export async function picture(page, name) {
  if (!PICTURES) return;
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage: true, animations: "disabled" });
}
