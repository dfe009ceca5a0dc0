// The harness itself, on pages that are wrong on purpose: every check is shown to bite.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { SCRIPTS, launch, newPage } from "./support/browser.mjs";
import { assertAccessible, assertFits, assertLight, assertNothingCut, assertQuiet, weigh } from "./support/checks.mjs";

const page = (body) => `<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1>${body}</main></html>`;

const PAGES = {
  "/good": page('<p id="script">off</p><script>document.getElementById("script").textContent = "on"</script>'),
  "/unlabelled": page("<input>"),
  "/wide": page('<div class="too-wide" style="width: 900px">wide</div>'),
  "/cut": page('<p style="width: 40px; overflow: hidden; white-space: nowrap">words that go on and on</p>'),
  "/broken": page("<script>thisIsNotThere()</script>"),
  "/heavy": page(`<p>${"x".repeat(20_000)}</p>`),
};

let server, browser, address;

before(async () => {
  server = createServer((request, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end(PAGES[request.url] ?? "");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${server.address().port}`;
  browser = await launch();
});

after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

async function open(path, options) {
  const opened = await newPage(browser, options);
  await opened.goto(address + path);
  return opened;
}

for (const { javascript, name } of SCRIPTS) {
  test(`scripts run ${name} only if they should`, async () => {
    const opened = await open("/good", { javascript });
    assert.equal(await opened.locator("#script").textContent(), javascript ? "on" : "off");
    await assertFits(opened, "the good page");
  });
}

test("a good page passes every check", async () => {
  const opened = await open("/good", { width: 320, scheme: "dark" });
  await assertAccessible(opened, "the good page");
  await assertFits(opened, "the good page");
  assertQuiet(opened, "the good page");
});

test("an input without a label is a barrier, named with its rule", async () => {
  const opened = await open("/unlabelled");
  await assert.rejects(assertAccessible(opened, "the form"), /label: .*input/);
});

test("a page that is too wide is refused with what sticks out", async () => {
  const opened = await open("/wide", { width: 320 });
  await assert.rejects(assertFits(opened, "the page"), /wider than the screen: .*div\.too-wide/);
});

test("a broken script is a complaint", async () => {
  const opened = await open("/broken");
  assert.throws(() => assertQuiet(opened, "the page"), /complains/);
});

test("bytes on the wire are counted, and a heavy page is refused", async () => {
  const opened = await newPage(browser);
  const cost = await weigh(opened, () => opened.goto(`${address}/heavy`));
  assert.equal(cost.requests, 1);
  assert.ok(cost.bytes > 20_000 && cost.bytes < 21_000, `${cost.bytes} bytes`);
  assert.throws(() => assertLight(cost, { bytes: 15_000, requests: 2 }, "the page"), /20\d\d\d bytes/);
});

test("words that are cut off at the edge of a box are named", async () => {
  const opened = await open("/cut");
  await assert.rejects(assertNothingCut(opened, "the page"), /words that go on/);
  await assertNothingCut(await open("/good"), "the good page");
});
