// The circle, as people go it: a customer asks, a rule and a plugin take part, the office accepts, the customer knows.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { SCRIPTS, newPage, picture } from "./support/browser.mjs";
import { assertQuiet } from "./support/checks.mjs";
import { BRANDS, HEATING_FAULT } from "./support/demo.mjs";
import { photo } from "./support/photo.mjs";
import { startPortico } from "./support/portico.mjs";
import { withBrowser } from "./support/running.mjs";
import { answer, eventually, listedRequests, openMail, press, signIn, signInOffice } from "./support/steps.mjs";
import { textsOf } from "./support/texts.mjs";

const [nordwind] = BRANDS;
const texts = textsOf(nordwind);
const LIST = `/p/${nordwind.slug}/requests`;
const PHOTO = "anzeige.png";
const UPLOAD_BYTES_PER_SECOND = 300_000;

const running = withBrowser();

for (const { javascript, name } of SCRIPTS) {
  describe(`a heating fault, ${name}`, () => {
    let portico, customer, office, mailbox, earlier, request, number;

    before(async () => {
      portico = await startPortico();
      customer = await newPage(running.browser, { javascript, width: 390 });
      office = await newPage(running.browser, { javascript });
      mailbox = await newPage(running.browser, { javascript });
    });

    after(async () => {
      for (const page of [customer, office, mailbox]) await page?.context().close();
      await portico?.stop();
    });

    test("the customer signs in and chooses what has happened", async () => {
      await signIn(customer, portico.address, nordwind);
      await customer.goto(portico.address + LIST);
      earlier = await listedRequests(customer);
      await customer.getByRole("link", { name: texts.newRequest }).first().click();
      await picture(customer, `story-choice-${javascript}`);
      await customer.getByRole("link", { name: HEATING_FAULT.flow }).click();
      await customer.getByRole("heading", { level: 1 }).waitFor();
    });

    test("a question appears with the answer that needs it, and a photo is taken, with true progress where scripts run", async () => {
      const [temperature] = Object.keys(HEATING_FAULT.temperature);
      assert.equal(await customer.getByLabel(temperature).isVisible(), false, "asked before it matters");
      await answer(customer, HEATING_FAULT.symptom);
      await answer(customer, { [HEATING_FAULT.descriptionLabel]: HEATING_FAULT.description });
      if (!javascript) await press(customer, texts.refresh);
      await answer(customer, HEATING_FAULT.temperature);
      await uploadPhoto(customer, javascript, photo(PHOTO));
      await picture(customer, `story-problem-step-${javascript}`);
      await press(customer, texts.next);
      await answer(customer, HEATING_FAULT.place);
      await press(customer, texts.next);
    });

    test("a wrong IBAN is explained in a summary that leads to the field, and nothing typed is lost", async () => {
      await answer(customer, HEATING_FAULT.debit);
      if (!javascript) await press(customer, texts.refresh);
      await answer(customer, { [HEATING_FAULT.ibanLabel]: HEATING_FAULT.wrongIban });
      await answer(customer, HEATING_FAULT.terms);
      await press(customer, texts.next);

      const summary = customer.getByRole("alert").filter({ hasText: texts.problems });
      await summary.waitFor();
      await picture(customer, `story-problem-${javascript}`);
      assert.match(await customer.title(), texts.problemTitle);
      assert.ok(await summary.evaluate((place) => place === document.activeElement), "the summary is where one goes on");
      const iban = customer.getByLabel(HEATING_FAULT.ibanLabel);
      assert.equal(await iban.inputValue(), HEATING_FAULT.wrongIban);
      assert.ok(await customer.getByLabel(HEATING_FAULT.termsLabel).isChecked(), "the terms are still ticked");
      await summary.getByRole("link").first().click();
      assert.ok(await iban.evaluate((input) => input === document.activeElement), "the link leads to the field");
      // The answer says what it is, and Chromium notes that.
      customer.complaints = customer.complaints.filter((text) => !text.includes("422"));
    });

    test("with the right IBAN everything stands on the page to check", async () => {
      await answer(customer, { [HEATING_FAULT.ibanLabel]: HEATING_FAULT.rightIban });
      await press(customer, texts.next);
      const main = customer.getByRole("main");
      await main.getByText(HEATING_FAULT.description).waitFor();
      await picture(customer, `story-check-${javascript}`);
      for (const said of [PHOTO, /^14 °C$/, /Ankerstieg 14/]) await main.getByText(said).first().waitFor();
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
      await customer.getByRole("heading", { name: texts.sent }).waitFor();

      await customer.goto(portico.address + LIST);
      const created = [...(await listedRequests(customer))].filter((address) => !earlier.has(address));
      assert.equal(created.length, 1, `new in the list: ${created.join(", ")}`);
      [request] = created;
      await customer.goto(portico.address + request);
      [, number] = texts.requestNumber.exec(await customer.getByRole("main").innerText());
    });

    test("the office sees it with the priority and the note of the rule, and has got a mail", async () => {
      await signInOffice(office, portico.address, nordwind);
      await office.goto(`${portico.address}/office/${nordwind.slug}/requests`);
      await office.getByRole("heading", { name: texts.portalRequests }).waitFor();
      await office.getByRole("listitem").filter({ hasText: number }).getByRole("link", { name: HEATING_FAULT.title }).click();
      const main = office.getByRole("main");
      await main.getByRole("heading", { level: 1, name: HEATING_FAULT.title }).waitFor();
      await eventually(async () => {
        await office.reload();
        return main.getByText(HEATING_FAULT.note).first().isVisible();
      });
      await picture(office, `story-office-${javascript}`);
      assert.ok(await main.getByText(texts.high, { exact: true }).first().isVisible(), "the priority");
      await main.getByText(PHOTO).first().waitFor();
      await eventually(() => openMail(mailbox, portico.address, { to: nordwind.office, subject: HEATING_FAULT.officeSubject }));
      assert.match(await mailbox.title(), new RegExp(number));
    });

    test("the office accepts, and the customer sees it and gets a mail in her language", async () => {
      await customer.goto(portico.address + request);
      assert.equal(await customer.getByRole("main").getByText(HEATING_FAULT.note).count(), 0, "internal words stay inside");
      if (javascript) await customer.evaluate(() => { globalThis.notReloaded = true; });
      await press(office, texts.accept);
      const status = customer.getByRole("region", { name: texts.state }).getByText(texts.accepted, { exact: true });
      if (javascript) {
        await status.waitFor();
        assert.ok(await customer.evaluate(() => globalThis.notReloaded), "the page was not loaded again");
      } else {
        await eventually(async () => {
          await customer.reload();
          return status.isVisible();
        });
      }
      await picture(customer, `story-accepted-${javascript}`);

      await eventually(() => openMail(mailbox, portico.address, { to: nordwind.customer.email, subject: texts.acceptedSubject }));
      assert.match(await mailbox.title(), new RegExp(number));
      assert.match(await mailbox.locator("pre").textContent(), new RegExp(`${texts.hello} ${nordwind.customer.name}`));
      await mailbox.setViewportSize({ width: 390, height: 900 });
      const letter = mailbox.locator("iframe.letter").contentFrame().locator("html");
      assert.ok(await letter.evaluate((html) => html.scrollWidth <= html.clientWidth), "a phone shows the mail in its whole width");
      await picture(mailbox, `story-mail-${javascript}`);
    });

    test("no page complained in the console", () => {
      assertQuiet(customer, "the portal");
      assertQuiet(office, "the office");
      assertQuiet(mailbox, "the mailbox");
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
  await line.send("Network.emulateNetworkConditions", speed(UPLOAD_BYTES_PER_SECOND));
  await answer(page, files);
  const progress = page.getByRole("progressbar", { name: file.name });
  await progress.waitFor();
  // Not only there: it moves.
  await page.waitForFunction(() => { const { value } = document.querySelector("progress") ?? {}; return value > 0 && value < 1; });
  await progress.waitFor({ state: "detached" });
  await page.getByRole("listitem").filter({ hasText: file.name }).waitFor();
  await line.send("Network.emulateNetworkConditions", speed(-1));
  await line.detach();
}
