// Every page of every brand: no barriers, nothing beside the screen, few bytes, in light and dark, on a phone and on a desk.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { SCHEMES, WIDTHS, launch, newPage, picture } from "./support/browser.mjs";
import { FIRST_VISIT, NEXT_PAGE, assertAccessible, assertFits, assertLight, assertQuiet, weigh } from "./support/checks.mjs";
import { BRANDS } from "./support/demo.mjs";
import { startPortico } from "./support/portico.mjs";
import { listedRequests, signIn, signInOffice } from "./support/steps.mjs";
import { TEXTS } from "./support/texts.mjs";

/** Layouts in which barriers are looked for; the ones between differ in nothing that axe sees. */
const BARRIER_WIDTHS = [320, 1280];

let portico, browser;

before(async () => {
  portico = await startPortico();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await portico?.stop();
});

/** Looks at one page in every scheme and width. */
async function lookAt(page, path, name) {
  await page.goto(portico.address + path);
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const where = `${path} (${colorScheme}, ${width} px)`;
      await assertFits(page, where);
      if (BARRIER_WIDTHS.includes(width)) await assertAccessible(page, where);
      await picture(page, `${name}-${colorScheme}-${width}`);
    }
  }
  assertQuiet(page, path);
}

describe("the demonstration", () => {
  for (const path of ["/", "/mailbox"]) {
    test(`${path} is for everybody`, async () => {
      const page = await newPage(browser);
      await lookAt(page, path, `demo${path.replaceAll("/", "-")}`);
      await page.context().close();
    });
  }
});

for (const brand of BRANDS) {
  const portal = `/p/${brand.slug}`;
  const desk = `/office/${brand.slug}`;

  describe(`${brand.slug}, signed out`, () => {
    for (const path of [`${portal}/sign-in`, `${desk}/sign-in`]) {
      test(`${path} is for everybody`, async () => {
        const page = await newPage(browser, { locale: brand.locale });
        await lookAt(page, path, path.slice(1).replaceAll("/", "-"));
        await page.context().close();
      });
    }

    test("a page that is not there says so calmly, in the brand and the language", async () => {
      const page = await newPage(browser, { locale: brand.locale });
      const response = await page.goto(`${portico.address}${portal}/not-there`);
      assert.equal(response.status(), 404);
      await page.getByRole("heading", { name: TEXTS[brand.language].notFound }).waitFor();
      assert.equal(await page.locator("html").getAttribute("lang"), brand.language);
      await assertAccessible(page, "not found");
      await page.context().close();
    });

    test("the first visit and the next page stay within their budget", async () => {
      const page = await newPage(browser, { locale: brand.locale });
      const first = await weigh(page, () => page.goto(`${portico.address}${portal}/sign-in`));
      assertLight(first, FIRST_VISIT, "the first visit");
      await signIn(page, portico.address, brand);
      const next = await weigh(page, () => page.goto(`${portico.address}${portal}/requests`));
      assertLight(next, NEXT_PAGE, "the list of requests");
      await page.context().close();
    });
  });

  describe(`${brand.slug}, signed in`, () => {
    let customer, office;

    before(async () => {
      customer = await newPage(browser, { locale: brand.locale });
      office = await newPage(browser, { locale: brand.locale });
      await signIn(customer, portico.address, brand);
      await signInOffice(office, portico.address, brand);
    });

    after(async () => {
      await customer?.context().close();
      await office?.context().close();
    });

    for (const path of ["/", "/requests", "/new", `/new/${brand.flow}`]) {
      test(`${portal}${path} is for everybody`, () => lookAt(customer, portal + path, `${brand.slug}${path.replaceAll("/", "-")}`));
    }

    test("a request is for everybody", async () => {
      await customer.goto(`${portico.address}${portal}/requests`);
      const [request] = await listedRequests(customer);
      await lookAt(customer, request, `${brand.slug}-request`);
    });

    for (const path of ["/requests", "/orders", "/extensions", "/runs", "/outbox"]) {
      test(`${desk}${path} is for everybody`, () => lookAt(office, desk + path, `${brand.slug}-office${path.replaceAll("/", "-")}`));
    }
  });
}
