// The circle, as people go it: a customer asks, a rule and a plugin take part, the office accepts, the customer knows.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { SCRIPTS, launch, newPage, picture } from "./support/browser.mjs";
import { assertQuiet } from "./support/checks.mjs";
import { BRANDS, HEATING_FAULT } from "./support/demo.mjs";
import { photo } from "./support/photo.mjs";
import { startPortico } from "./support/portico.mjs";
import { answer, listedRequests, openMail, press, signIn, signInOffice } from "./support/steps.mjs";
import { TEXTS } from "./support/texts.mjs";

const [nordwind] = BRANDS;
const texts = TEXTS[nordwind.language];
const LIST = `/p/${nordwind.slug}/requests`;
const PHOTO = "anzeige.png";

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

for (const { javascript, name } of SCRIPTS) {
  describe(`a heating fault, ${name}`, () => {
    let portico, customer, office, earlier, request;

    before(async () => {
      portico = await startPortico();
      customer = await newPage(browser, { javascript, width: 390 });
      office = await newPage(browser, { javascript });
    });

    after(async () => {
      await customer?.context().close();
      await office?.context().close();
      await portico?.stop();
    });

    test("the customer signs in and chooses what has happened", async () => {
      await signIn(customer, portico.address, nordwind);
      await customer.goto(portico.address + LIST);
      earlier = await listedRequests(customer);
      await customer.getByRole("link", { name: texts.newRequest }).first().click();
      await picture(customer, `story-choice-${javascript}`);
      await customer.getByRole("link", { name: HEATING_FAULT.card }).click();
      await customer.getByRole("heading", { level: 1 }).waitFor();
    });

    test("a wrong IBAN is explained in a summary that leads to the field, and nothing typed is lost", async () => {
      for (const answers of HEATING_FAULT.steps) {
        if (HEATING_FAULT.ibanLabel in answers) break;
        await answer(customer, answers);
        await answer(customer, { [HEATING_FAULT.descriptionLabel]: HEATING_FAULT.description });
        await press(customer, texts.next);
      }
      await answer(customer, { [HEATING_FAULT.ibanLabel]: HEATING_FAULT.wrongIban });
      await press(customer, texts.next);

      const summary = customer.getByRole("alert").filter({ hasText: texts.problems });
      await summary.waitFor();
      await picture(customer, `story-problem-${javascript}`);
      assert.match(await customer.title(), texts.problemTitle);
      const iban = customer.getByLabel(HEATING_FAULT.ibanLabel);
      assert.equal(await iban.inputValue(), HEATING_FAULT.wrongIban);
      await summary.getByRole("link").first().click();
      assert.ok(await iban.evaluate((input) => input === document.activeElement), "the link leads to the field");
    });

    test("the right IBAN and a photo are taken, with true progress where scripts run", async () => {
      const file = photo(PHOTO);
      for (const answers of HEATING_FAULT.steps.slice(1)) {
        await answer(customer, answers);
        if ((await customer.getByLabel(HEATING_FAULT.photosLabel).count()) > 0) {
          await uploadPhoto(customer, javascript, file);
        }
        await press(customer, texts.next);
      }
      await picture(customer, `story-check-${javascript}`);
      await customer.getByRole("main").getByText(HEATING_FAULT.description).waitFor();
      await customer.getByRole("main").getByText(PHOTO).waitFor();
    });

    test("a double click, a reload and the back button make one request", async () => {
      await customer.getByRole("button", { name: texts.send, exact: true }).dblclick();
      await customer.getByRole("heading", { name: texts.sent }).waitFor();
      await picture(customer, `story-confirmation-${javascript}`);
      await customer.reload();
      await customer.getByRole("heading", { name: texts.sent }).waitFor();
      await customer.goBack();
      const again = customer.getByRole("button", { name: texts.send, exact: true });
      if ((await again.count()) > 0) await again.click();

      await customer.goto(portico.address + LIST);
      const created = [...(await listedRequests(customer))].filter((address) => !earlier.has(address));
      assert.equal(created.length, 1, `new in the list: ${created.join(", ")}`);
      [request] = created;
    });

    test("the office sees it with the priority and the note of the rule, and has got a mail", async () => {
      await signInOffice(office, portico.address, nordwind);
      const number = request.split("/").at(-1);
      await office.goto(`${portico.address}/office/${nordwind.slug}/requests`);
      await office.getByRole("heading", { name: texts.portalRequests }).waitFor();
      await office.getByRole("link", { name: new RegExp(number) }).first().click();
      const main = office.getByRole("main");
      await eventually(office, () => main.getByText(HEATING_FAULT.note).first().isVisible());
      await picture(office, `story-office-${javascript}`);
      assert.ok(await main.getByText(texts.high).first().isVisible());
      const reader = await newPage(browser, { javascript });
      await eventually(reader, async () => {
        await openMail(reader, portico.address, nordwind.office);
        return reader.getByText(number).first().isVisible();
      });
      await reader.context().close();
    });

    test("the office accepts, and the customer sees it and gets a mail in her language", async () => {
      await customer.goto(portico.address + request);
      assert.equal(await customer.getByRole("main").getByText(HEATING_FAULT.note).count(), 0, "internal words stay inside");
      if (javascript) await customer.evaluate(() => { globalThis.notReloaded = true; });
      await press(office, texts.accept);
      const status = customer.getByRole("main").getByText(texts.accepted).first();
      if (javascript) {
        await status.waitFor();
        assert.ok(await customer.evaluate(() => globalThis.notReloaded), "the page was not loaded again");
      } else {
        await eventually(customer, () => status.isVisible());
      }
      await picture(customer, `story-accepted-${javascript}`);

      const reader = await newPage(browser, { javascript });
      await eventually(reader, async () => {
        await openMail(reader, portico.address, nordwind.customer.email);
        return reader.getByText(texts.accepted).first().isVisible();
      });
      await reader.context().close();
    });

    test("no page complained in the console", () => {
      assertQuiet(customer, "the portal");
      assertQuiet(office, "the office");
    });
  });
}

/** Chooses a photo. With scripts, the line is made slow enough to see the progress. */
async function uploadPhoto(page, javascript, file) {
  const files = { [HEATING_FAULT.photosLabel]: { files: [file] } };
  if (!javascript) return answer(page, files);
  const line = await page.context().newCDPSession(page);
  const speed = (bytes) => ({ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytes });
  await line.send("Network.enable");
  await line.send("Network.emulateNetworkConditions", speed(200_000));
  await answer(page, files);
  await page.getByRole("progressbar").first().waitFor();
  await page.getByRole("main").getByText(file.name).first().waitFor();
  await page.getByRole("progressbar").first().waitFor({ state: "hidden" });
  await line.send("Network.emulateNetworkConditions", speed(-1));
  await line.detach();
}

/** Loads the page again until `holds`, because what follows a change happens a moment later. */
async function eventually(page, holds) {
  const deadline = Date.now() + 10_000;
  while (!(await holds().catch(() => false))) {
    assert.ok(Date.now() < deadline, `still not so after ten seconds: ${holds}`);
    await page.reload();
  }
}
