// A page that keeps itself fresh: nothing is missed before its stream begins, or while the browser had put the page aside.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { newPage } from "./support/browser.mjs";
import { assertQuiet } from "./support/checks.mjs";
import { BRANDS } from "./support/demo.mjs";
import { withPortico } from "./support/running.mjs";
import { listedRequests, signIn } from "./support/steps.mjs";

const [nordwind] = BRANDS;

const running = withPortico();

/** A page of a customer who is signed in, and the address of one of her requests. */
async function customer(context) {
  const page = await newPage(running.browser, { locale: nordwind.locale });
  context.after(() => page.context().close());
  await signIn(page, running.address, nordwind);
  await page.goto(`${running.address}/p/${nordwind.slug}/requests`);
  const [request] = await listedRequests(page);
  assert.ok(request, "the list has a request");
  return { page, address: running.address + request };
}

/** Says something about the request in another tab. */
async function comment(page, address, text) {
  const tab = await page.context().newPage();
  await tab.goto(address);
  const form = tab.locator("form").filter({ has: tab.locator("textarea[name=text]") });
  await form.locator("textarea").fill(text);
  await form.locator("button[type=submit]").click();
  await tab.locator("[data-timeline]").getByText(text).waitFor();
  await tab.close();
}

describe("a page that is open", () => {
  test("shows what happened between its drawing and the beginning of its stream", async (context) => {
    const { page, address } = await customer(context);
    let connect;
    const commented = new Promise((resolve) => (connect = resolve));
    await page.route("**/events", async (route) => {
      await commented;
      await route.continue();
    });
    await page.goto(address);
    await comment(page, address, "Vor der Verbindung gesagt");
    connect();
    await page.locator("[data-timeline]").getByText("Vor der Verbindung gesagt").waitFor();
    assertQuiet(page, "the request");
  });

  test("tries again when the server could not answer", async (context) => {
    const { page, address } = await customer(context);
    const asked = [];
    await Promise.all([page.waitForResponse(/\/events$/), page.goto(address)]);
    // The stream first, then the page itself: an answer of a proxy while the server starts again.
    const busy = (route) => {
      asked.push(route.request().url());
      return asked.length <= 2 ? route.fulfill({ status: 503, body: "busy" }) : route.continue();
    };
    await page.route(address, busy);
    await page.route("**/events", busy);
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
    await comment(page, address, "Nach der Störung gesagt");
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    await page.locator("[data-timeline]").getByText("Nach der Störung gesagt").waitFor();
    assert.deepEqual(asked.slice(0, 3), [`${address}/events`, address, address]);
  });

  test("shows what happened while the browser had put it aside", async (context) => {
    const { page, address } = await customer(context);
    const [stream] = await Promise.all([page.waitForResponse(/\/events$/), page.goto(address)]);
    assert.equal(stream.status(), 200);
    const turn = (kind) => page.evaluate((kind) => dispatchEvent(new PageTransitionEvent(kind, { persisted: true })), kind);
    await turn("pagehide");
    await comment(page, address, "Inzwischen gesagt");
    await turn("pageshow");
    await page.locator("[data-timeline]").getByText("Inzwischen gesagt").waitFor();
    assertQuiet(page, "the request");
  });
});
