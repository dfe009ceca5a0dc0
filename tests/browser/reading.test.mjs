// Other ways to read: on paper, four times as large, and by keyboard alone.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SCRIPTS, newPage, picture } from "./support/browser.mjs";
import { assertFits, assertNothingCut } from "./support/checks.mjs";
import { BRANDS, HEATING_FAULT } from "./support/demo.mjs";
import { goTo, select, type } from "./support/keyboard.mjs";
import { withPortico } from "./support/running.mjs";
import { answer, listedRequests, press, signIn, signInOffice } from "./support/steps.mjs";
import { textsOf } from "./support/texts.mjs";

const [nordwind] = BRANDS;
const texts = textsOf(nordwind);
const portal = `/p/${nordwind.slug}`;
const desk = `/office/${nordwind.slug}`;

/** A screen of 1280 by 1024 at 400 %. */
const LARGE = { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 };

const running = withPortico();

async function open(context, options) {
  const page = await newPage(running.browser, options);
  context.after(() => page.context().close());
  return page;
}

for (const { javascript, name } of SCRIPTS) {
  describe(`on paper, ${name}`, () => {
    test("a request is its content, without what only a screen can do", async (context) => {
      const page = await open(context, { javascript });
      await signIn(page, running.address, nordwind);
      await page.goto(`${running.address}${portal}/requests`);
      const [request] = await listedRequests(page);
      await page.goto(running.address + request);
      const said = await page.getByRole("listitem").filter({ has: page.locator("time") }).count();
      assert.ok(said > 0, "the request has a timeline");
      await page.emulateMedia({ media: "print" });
      await picture(page, `reading-paper-${javascript}`);
      for (const gone of [page.getByRole("banner"), page.getByRole("contentinfo"), page.getByRole("navigation"), page.getByRole("textbox"), page.getByRole("button")]) {
        for (const one of await gone.all()) assert.equal(await one.isVisible(), false, `${one} is on paper`);
      }
      for (const kept of [page.getByRole("heading", { level: 1 }), page.getByRole("region", { name: texts.state }), page.getByRole("heading", { name: texts.details })]) {
        assert.ok(await kept.isVisible(), `${kept} is not on paper`);
      }
      assert.equal(await page.getByRole("listitem").filter({ has: page.locator("time:visible") }).count(), said, "every entry of the timeline");
    });
  });
}

describe("four times as large", () => {
  const assertReadable = async (page, what) => {
    await assertFits(page, what);
    await assertNothingCut(page, what);
    await picture(page, `reading-large-${what.replaceAll(" ", "-")}`);
  };

  test("a customer's pages and every step of a form need one direction only", async (context) => {
    const page = await open(context, LARGE);
    await page.goto(`${running.address}${portal}/sign-in`);
    await assertReadable(page, "signing in");
    await signIn(page, running.address, nordwind);
    await page.goto(`${running.address}${portal}/requests`);
    await assertReadable(page, "the list");
    for (const request of await listedRequests(page)) {
      await page.goto(running.address + request);
      await assertReadable(page, `the request ${request.slice(-4)}`);
    }
    await page.goto(`${running.address}${portal}/new/${nordwind.flow}`);
    await press(page, texts.next);
    await page.getByRole("alert").waitFor();
    await assertReadable(page, "a refused step");
    await answer(page, { ...HEATING_FAULT.symptom, [HEATING_FAULT.descriptionLabel]: HEATING_FAULT.description, ...HEATING_FAULT.temperature });
    await assertReadable(page, "the first step");
    await press(page, texts.next);
    await answer(page, HEATING_FAULT.place);
    await assertReadable(page, "the second step");
    await press(page, texts.next);
    await answer(page, { ...HEATING_FAULT.debit, [HEATING_FAULT.ibanLabel]: HEATING_FAULT.rightIban, ...HEATING_FAULT.terms });
    await assertReadable(page, "the third step");
    await press(page, texts.next);
    await page.getByRole("button", { name: texts.send, exact: true }).waitFor();
    await assertReadable(page, "the check page");
  });

  test("the office's list and every new request need one direction only", async (context) => {
    const page = await open(context, LARGE);
    await signInOffice(page, running.address, nordwind);
    for (const list of ["requests", "orders"]) {
      await page.goto(`${running.address}${desk}/${list}`);
      await assertReadable(page, `the office's ${list}`);
    }
    const hrefs = await page.getByRole("main").locator('a[href*="/orders/"]').evaluateAll((all) => all.map((link) => link.href));
    for (const href of hrefs.slice(0, 5)) {
      await page.goto(href);
      await assertReadable(page, `the order ${href.slice(-4)}`);
    }
  });
});

for (const { javascript, name } of SCRIPTS) {
  describe(`by keyboard alone, ${name}`, () => {
    const button = (page, label) => page.getByRole("main").getByRole("button", { name: label, exact: true });
    const link = (page, label) => page.getByRole("main").getByRole("link", { name: label });
    const follow = async (page, target) => {
      await goTo(page, target);
      await page.keyboard.press("Enter");
    };

    test("from signing in to the request in customer's and office's timeline", async (context) => {
      const page = await open(context, { javascript });
      await page.goto(`${running.address}${portal}/sign-in`);
      await type(page, page.getByLabel(texts.email, { exact: true }), nordwind.customer.email);
      await type(page, page.getByLabel(texts.password, { exact: true }), nordwind.customer.password);
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => !url.pathname.endsWith("/sign-in"));
      await follow(page, link(page, texts.newRequest).first());
      await follow(page, link(page, HEATING_FAULT.flow));

      await follow(page, button(page, texts.next));
      const summary = page.getByRole("alert").filter({ hasText: texts.problems });
      await summary.waitFor();
      assert.ok(await summary.evaluate((place) => place === document.activeElement), "the summary is where one goes on");
      await follow(page, summary.getByRole("link").first());
      const cold = page.getByLabel(HEATING_FAULT.symptom["Was beobachten Sie?"].choose);
      assert.ok(await cold.evaluate((input) => input === document.activeElement), "its link leads to the question");
      await page.keyboard.press("Space");
      assert.ok(await cold.isChecked());
      if (!javascript) await follow(page, button(page, texts.refresh));
      const [[temperature, degrees]] = Object.entries(HEATING_FAULT.temperature);
      await page.getByLabel(temperature).waitFor();
      await type(page, page.getByLabel(temperature), degrees);
      await type(page, page.getByLabel(HEATING_FAULT.descriptionLabel), HEATING_FAULT.description);
      await follow(page, button(page, texts.next));

      await page.getByRole("heading", { level: 1, name: HEATING_FAULT.placeTitle }).waitFor();
      await select(page, page.getByRole("group", { name: HEATING_FAULT.addressLabel }).getByRole("radio").first());
      await type(page, page.getByLabel(HEATING_FAULT.phoneLabel), "0451 1234567");
      await follow(page, button(page, texts.next));

      await page.getByRole("heading", { level: 1, name: HEATING_FAULT.billingTitle }).waitFor();
      await select(page, page.getByRole("group", { name: HEATING_FAULT.billingLabel }).getByRole("radio").first());
      await select(page, page.getByLabel(HEATING_FAULT.termsLabel));
      await follow(page, button(page, texts.next));
      await follow(page, button(page, texts.send));
      await follow(page, link(page, texts.openRequest));

      await page.getByRole("heading", { level: 1, name: HEATING_FAULT.title }).waitFor();
      await page.getByRole("listitem").getByText(texts.youSent).waitFor();
      await picture(page, `reading-keyboard-${javascript}`);
      await assertInOffice(context, javascript, new URL(page.url()).pathname.split("/").at(-1));
    });
  });
}

/** The event is in the timeline that the office reads too, with the customer's name. */
async function assertInOffice(context, javascript, order) {
  const office = await open(context, { javascript });
  await signInOffice(office, running.address, nordwind);
  await office.goto(`${running.address}${desk}/orders/${order}`);
  await office.getByRole("main").getByRole("listitem").getByText(texts.sentBy(nordwind.customer.name)).waitFor();
}
