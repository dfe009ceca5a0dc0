// What every page must hold: no barrier that axe knows, nothing beside the screen, few bytes.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Bytes over the wire and requests of a first visit, tenant images not counted. Two of the requests are the script and the challenge of passkeys, which come when the page stands. */
export const FIRST_VISIT = { bytes: 70_000, requests: 9 };
/** The same for a further page of the visit. */
export const NEXT_PAGE = { bytes: 15_000, requests: 2 };
/** Bytes of the built-in theme on its heaviest page; a brand adds a style sheet of its own. */
export const PARTS = { html: 14_000, css: 16_000, brand: 4_000, javascript: 15_000 };

/** Fails with every violation: rule, what it means, where. Needs a page with JavaScript. */
export async function assertAccessible(page, where) {
  await page.evaluate(AXE);
  const found = await page.evaluate((rules) => globalThis.axe.run(document, { runOnly: rules }), RULES);
  const said = found.violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `  ${id}: ${help}: ${node.target.join(" ")}`));
  assert.equal(said.length, 0, `${where} has ${said.length} barriers:\n${said.join("\n")}`);
}

/** Fails if the page has to be moved sideways, and names what sticks out. */
export async function assertFits(page, where) {
  const { excess, wide } = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const sticksOut = (element) => element.getBoundingClientRect().right > width + 0.5;
    const wide = [...document.body.querySelectorAll("*")].filter(sticksOut).slice(0, 5);
    const shown = (element) => `${element.localName}${element.className ? `.${element.className}` : ""}`;
    return { excess: document.documentElement.scrollWidth - width, wide: wide.map(shown) };
  });
  assert.ok(excess <= 0, `${where} is ${excess} px wider than the screen: ${wide.join(", ")}`);
}

/** Fails if something is cut off at the edge of a box that does not scroll, and names it. What is hidden from the eye on purpose does not count. */
export async function assertNothingCut(page, where) {
  const cut = await page.evaluate(() => {
    const scrolls = "input, select, textarea, svg, svg *, iframe";
    const isCut = (element) => {
      const { overflowX, overflowY, clipPath } = getComputedStyle(element);
      const hides = (overflow) => overflow === "hidden" || overflow === "clip";
      return (
        clipPath === "none" &&
        ((hides(overflowX) && element.scrollWidth > element.clientWidth + 1) || (hides(overflowY) && element.scrollHeight > element.clientHeight + 1))
      );
    };
    const shown = (element) => `${element.localName}.${element.className}: ${element.textContent.trim().slice(0, 60)}`;
    return [...document.body.querySelectorAll("*")].filter((element) => !element.matches(scrolls) && element.checkVisibility() && isCut(element)).map(shown);
  });
  assert.deepEqual(cut, [], `${where} cuts something off`);
}

/**
 * What `visit` costs on the wire until the page is quiet: bytes with headers, requests, and the bytes of each part. The site's icon, fetched at
 * leisure, and pictures, which are the tenant's, are not counted.
 */
export async function weigh(page, visit) {
  const finished = [];
  const note = (request) => finished.push(sizeOf(request));
  page.on("requestfinished", note);
  await visit();
  await page.waitForLoadState("networkidle");
  page.off("requestfinished", note);
  // What the browser still had was not fetched, though it is told of as if it were.
  const kept = new Set(
    await page.evaluate(() => performance.getEntriesByType("resource").filter((entry) => entry.transferSize === 0).map((entry) => entry.name)),
  );
  const sizes = (await Promise.all(finished)).filter(({ url, part }) => !kept.has(url) && part !== "image");
  const sum = (wanted) => wanted.reduce((total, size) => total + size.bytes, 0);
  const of = (name) => sum(sizes.filter(({ part }) => part === name));
  const parts = { html: of("document"), css: of("stylesheet"), brand: of("brand"), javascript: of("script") };
  return { bytes: sum(sizes), requests: sizes.length, parts };
}

async function sizeOf(request) {
  const { responseHeadersSize, responseBodySize } = await request.sizes();
  const ofBrand = /\/brand\.[^/]*css$/.test(request.url());
  return { url: request.url(), part: ofBrand ? "brand" : request.resourceType(), bytes: responseHeadersSize + responseBodySize };
}

/** Fails if a visit costs more than `budget`. */
export function assertLight(cost, budget, where) {
  assert.ok(cost.bytes <= budget.bytes, `${where} takes ${cost.bytes} bytes, allowed are ${budget.bytes}`);
  assert.ok(cost.requests <= budget.requests, `${where} takes ${cost.requests} requests, allowed are ${budget.requests}`);
}

/** Fails if a part of the page weighs more than its budget. */
export function assertPartsLight({ parts }, where) {
  for (const [part, budget] of Object.entries(PARTS)) {
    assert.ok(parts[part] <= budget, `${where} takes ${parts[part]} bytes of ${part}, allowed are ${budget}`);
  }
}

/** Fails if a page complained in the console. */
export function assertQuiet(page, where) {
  assert.deepEqual(page.complaints, [], `${where} complains in the console`);
}
