// Every page of every brand: no barriers, nothing beside the screen, few bytes, in light and dark, on a phone and on a desk.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { SCHEMES, WIDTHS, newPage, picture } from "./support/browser.mjs";
import { FIRST_VISIT, NEXT_PAGE, assertAccessible, assertFits, assertLight, assertPartsLight, assertQuiet, weigh } from "./support/checks.mjs";
import { BRANDS } from "./support/demo.mjs";
import { withPortico } from "./support/running.mjs";
import { listedRequests, signIn, signInOffice } from "./support/steps.mjs";
import { textsOf } from "./support/texts.mjs";

/** Where barriers are looked for: both ends of the widths, each in the other light. What lies between differs in nothing that axe sees. */
const BARRIERS = ["dark-320", "light-1280"];

const running = withPortico();

/** Opens one page and looks at it in every scheme and width. */
async function lookAt(page, path, name) {
  await page.goto(running.address + path);
  await eachLook(page, name);
  assertQuiet(page, path);
}

async function eachLook(page, name) {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const where = `${new URL(page.url()).pathname} (${colorScheme}, ${width} px)`;
      await assertFits(page, where);
      if (BARRIERS.includes(`${colorScheme}-${width}`)) await assertAccessible(page, where);
      await picture(page, `${name}-${colorScheme}-${width}`);
    }
  }
}

describe("the demonstration", () => {
  for (const path of ["/", "/demo/mail", "/setup"]) {
    test(`${path} is for everybody`, async () => {
      const page = await newPage(running.browser);
      await lookAt(page, path, `demo${path.replaceAll("/", "-")}`);
      await page.context().close();
    });
  }
});

describe("the demonstration, for who reads German", () => {
  test("companies are described in her language", async () => {
    const page = await newPage(running.browser, { locale: "de-DE" });
    await page.goto(`${running.address}/`);
    await page.getByText("Wärmepumpen und Heizungsservice in Lübeck").waitFor();
    await page.context().close();
  });
});

for (const brand of BRANDS) {
  const portal = `/p/${brand.slug}`;
  const desk = `/office/${brand.slug}`;

  describe(`${brand.slug}, signed out`, () => {
    for (const path of [`${portal}/sign-in`, `${desk}/sign-in`]) {
      test(`${path} is for everybody`, async () => {
        const page = await newPage(running.browser, { locale: brand.locale });
        await lookAt(page, path, path.slice(1).replaceAll("/", "-"));
        await page.context().close();
      });
    }

    test("a page that is not there says so calmly, in the brand and the language", async () => {
      const page = await newPage(running.browser, { locale: brand.locale });
      const response = await page.goto(`${running.address}${portal}/not-there`);
      assert.equal(response.status(), 404);
      await page.getByRole("heading", { name: textsOf(brand).notFound }).waitFor();
      assert.equal(await page.locator("html").getAttribute("lang"), brand.language);
      await assertAccessible(page, "not found");
      await page.context().close();
    });

    test("the first visit and the next page stay within their budget", async () => {
      const page = await newPage(running.browser, { locale: brand.locale });
      const first = await weigh(page, () => page.goto(`${running.address}${portal}/sign-in`));
      assertLight(first, FIRST_VISIT, "the first visit");
      await signIn(page, running.address, brand);
      const next = await weigh(page, () => page.goto(`${running.address}${portal}/requests`));
      assertLight(next, NEXT_PAGE, "the list of requests");
      await page.context().close();
    });

    test("the heaviest page, a form with files, keeps the budget of each part", async () => {
      const page = await newPage(running.browser, { locale: brand.locale });
      await signIn(page, running.address, brand);
      const { cookies } = await page.context().storageState();
      await page.context().close();
      // The same person with an empty cache.
      const fresh = await newPage(running.browser, { locale: brand.locale });
      await fresh.context().addCookies(cookies);
      const cost = await weigh(fresh, () => fresh.goto(`${running.address}${portal}/new/${brand.flow}`));
      assert.ok(cost.parts.javascript > 0 && cost.parts.css > 0, "scripts and styles were fetched");
      assertPartsLight(cost, "the form");
      await fresh.context().close();
    });

    test("a form that is refused is for everybody", async () => {
      const page = await newPage(running.browser, { locale: brand.locale });
      await signIn(page, running.address, brand);
      await page.goto(`${running.address}${portal}/new/${brand.flow}`);
      await page.getByRole("main").getByRole("button", { name: textsOf(brand).next, exact: true }).click();
      await page.getByRole("alert").waitFor();
      await eachLook(page, `${brand.slug}-refused`);
      await page.context().close();
    });
  });

  describe(`${brand.slug}, signed in`, () => {
    let customer, office;

    before(async () => {
      customer = await newPage(running.browser, { locale: brand.locale });
      office = await newPage(running.browser, { locale: brand.locale });
      await signIn(customer, running.address, brand);
      await signInOffice(office, running.address, brand);
    });

    after(async () => {
      await customer?.context().close();
      await office?.context().close();
    });

    for (const path of ["/", "/requests", "/new", `/new/${brand.flow}`]) {
      test(`${portal}${path} is for everybody`, () => lookAt(customer, portal + path, `${brand.slug}${path.replaceAll("/", "-")}`));
    }

    test("a request is for everybody", async () => {
      await customer.goto(`${running.address}${portal}/requests`);
      const [request] = await listedRequests(customer);
      await lookAt(customer, request, `${brand.slug}-request`);
    });

    test("a work order is for everybody", async () => {
      await office.goto(`${running.address}${desk}/orders`);
      const href = await office.getByRole("main").locator('a[href*="/orders/"]').first().getAttribute("href");
      await lookAt(office, href, `${brand.slug}-order`);
    });

    for (const path of ["/requests", "/orders", "/extensions", "/runs", "/outbox", "/staff", "/audit"]) {
      test(`${desk}${path} is for everybody`, () => lookAt(office, desk + path, `${brand.slug}-office${path.replaceAll("/", "-")}`));
    }

    test("the inbox scrolls in its panes and never as a page", async () => {
      await office.setViewportSize({ width: 1280, height: 900 });
      await office.goto(`${running.address}${desk}/requests`);
      const { page, pane } = await office.evaluate(() => {
        const hidden = (element) => element.scrollHeight - element.clientHeight;
        return { page: hidden(document.documentElement), pane: hidden(document.querySelector(".detail")) };
      });
      assert.ok(pane > 0, "there is more of the work order than the window shows");
      assert.equal(page, 0, "nothing is below the window");
    });

    test("no item of the office's menu breaks inside a word", async () => {
      await office.setViewportSize({ width: 1280, height: 900 });
      await office.goto(`${running.address}${desk}/requests`);
      const broken = await office.getByRole("navigation").first().getByRole("link").locator("span").evaluateAll((items) => {
        const lines = (item) => {
          const range = document.createRange();
          range.selectNodeContents(item);
          return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
        };
        return items.filter((item) => lines(item) > item.textContent.trim().split(/\s+/).length).map((item) => item.textContent);
      });
      assert.deepEqual(broken, []);
    });

    // The browser complains of the refused page, so nothing that listens to the console comes after it.
    test("a refusal without a reason is told on a phone, at the field and without anything beside the screen", async () => {
      const texts = textsOf(brand);
      await office.setViewportSize({ width: 390, height: 900 });
      await office.goto(`${running.address}${desk}/requests`);
      await office.getByRole("main").locator('a[href*="/orders/"]').first().click();
      await office.locator("summary", { hasText: texts.reject }).click();
      await assertFits(office, "the opened refusal");
      await office.getByRole("button", { name: texts.rejectSend }).click();
      const told = office.getByRole("alert").filter({ hasText: texts.problems }).getByRole("link");
      await told.filter({ hasText: `${texts.rejectReason} – ` }).click();
      const reason = office.getByLabel(texts.rejectReason).first();
      assert.ok(await reason.evaluate((input) => input === document.activeElement), "the link leads to the field");
      await assertFits(office, "the refusal that was refused");
      await picture(office, `${brand.slug}-refusal-390`);
    });
  });
}
