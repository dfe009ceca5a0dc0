// Forms that answer back: rules show and hide as one types, a step with nothing to ask is passed by, a plugin refuses and accepts.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SCRIPTS, newPage, picture } from "./support/browser.mjs";
import { assertQuiet } from "./support/checks.mjs";
import { BRANDS, ERROR_CODE, GAS, HEATING_FAULT, LEAK, SERVICE } from "./support/demo.mjs";
import { withPortico } from "./support/running.mjs";
import { answer, press, signIn } from "./support/steps.mjs";
import { textsOf } from "./support/texts.mjs";

const [nordwind, vankade] = BRANDS;

const running = withPortico();

/** Opens the first step of a flow as its customer, and closes the page when the test is over. */
async function begin(context, brand, flow, javascript) {
  const page = await newPage(running.browser, { javascript, locale: brand.locale });
  context.after(() => page.context().close());
  await signIn(page, running.address, brand);
  await page.goto(`${running.address}/p/${brand.slug}/new/${flow}`);
  return page;
}

for (const { javascript, name } of SCRIPTS) {
  /** What a script does by itself, a button does without. */
  const settle = async (page) => {
    if (!javascript) await press(page, textsOf(nordwind).refresh);
  };

  describe(`a form that answers, ${name}`, () => {
    test("a rule hides what is not needed, says what to do, and takes it back", async (context) => {
      const page = await begin(context, nordwind, nordwind.flow, javascript);
      const photos = page.getByLabel(HEATING_FAULT.photosLabel);
      const warning = page.locator(".notice-emergency");
      assert.ok(await photos.isVisible(), "photos are asked for at first");
      await answer(page, GAS.symptom);
      await settle(page);
      await warning.getByText(GAS.notice).waitFor();
      await picture(page, `forms-gas-${javascript}`);
      assert.ok(await warning.locator("svg").isVisible(), "the warning has its sign");
      assert.equal(await warning.getByRole("link", { name: GAS.phone }).getAttribute("href"), GAS.dialled);
      assert.equal(await photos.isVisible(), false, "nobody takes photos of gas");

      await answer(page, HEATING_FAULT.symptom);
      await settle(page);
      await warning.waitFor({ state: "detached" });
      assert.ok(await photos.isVisible(), "photos are asked for again");
      assertQuiet(page, "the form");
    });

    if (javascript) {
      test("a warning is told on a page whose theme left no icons for it", async (context) => {
        const page = await begin(context, nordwind, nordwind.flow, javascript);
        await page.locator("[data-icons]").evaluate((icons) => icons.remove());
        await answer(page, GAS.symptom);
        const warning = page.locator(".notice-emergency");
        await warning.getByText(GAS.notice).waitFor();
        assert.equal(await warning.locator("svg").count(), 0);
        assertQuiet(page, "the form");
      });
    }

    test("a suggestion that is cleared does not come back", async (context) => {
      const page = await begin(context, nordwind, nordwind.flow, javascript);
      const texts = textsOf(nordwind);
      await answer(page, LEAK.symptom);
      await press(page, texts.next);
      await answer(page, HEATING_FAULT.place);
      const place = page.url();
      const day = page.getByLabel(LEAK.suggestedLabel);
      assert.notEqual(await day.inputValue(), "", "a day is suggested");
      await day.fill("");
      await settle(page);
      await press(page, texts.next);
      await page.getByRole("group", { name: HEATING_FAULT.billingLabel }).waitFor();
      await page.goto(place);
      assert.equal(await page.getByLabel(LEAK.suggestedLabel).inputValue(), "");
      assertQuiet(page, "the form");
    });

    test("a rule explains a code that is typed", async (context) => {
      const page = await begin(context, nordwind, nordwind.flow, javascript);
      await answer(page, ERROR_CODE.symptom);
      await settle(page);
      const code = page.getByLabel(ERROR_CODE.label);
      await code.waitFor();
      await code.fill(ERROR_CODE.typed);
      await settle(page);
      await page.getByText(ERROR_CODE.meaning).waitFor();
      assert.equal(await code.inputValue(), ERROR_CODE.typed, "what was typed stays");
      assertQuiet(page, "the form");
    });

    if (javascript) {
      test("a file that is refused says why, and is not offered to be sent again", async (context) => {
        const page = await begin(context, nordwind, nordwind.flow, javascript);
        const photos = page.getByLabel(HEATING_FAULT.photosLabel);
        const line = (name) => page.getByRole("listitem").filter({ hasText: name });
        const sent = [];
        page.on("request", (request) => request.url().endsWith("/uploads") && sent.push(request.method()));

        const program = Buffer.from([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0xff, 0xff]);
        await photos.setInputFiles({ name: "keinfoto.jpg", mimeType: "image/jpeg", buffer: program });
        await line("keinfoto.jpg").getByText(HEATING_FAULT.wrongKind).waitFor();
        assert.equal(await line("keinfoto.jpg").getByRole("button").count(), 1, "only the one that takes it away");
        assert.deepEqual(sent, ["POST"]);

        const most = Number(await page.locator("[data-upload]").first().getAttribute("data-max-bytes"));
        await photos.setInputFiles({ name: "riesig.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(most + 1) });
        await line("riesig.jpg").getByText(HEATING_FAULT.tooLarge).waitFor();
        assert.equal(await line("riesig.jpg").getByRole("button").count(), 1);
        assert.deepEqual(sent, ["POST"], "no byte of what is too large is sent");
        await picture(page, "forms-refused-files");
        // The answer says what it is, and Chromium notes that.
        page.complaints = page.complaints.filter((text) => !text.includes("422"));
        assertQuiet(page, "the form");
      });
    }

    test("a step with nothing to ask is passed by, there and back", async (context) => {
      const page = await begin(context, nordwind, nordwind.flow, javascript);
      const texts = textsOf(nordwind);
      await answer(page, GAS.symptom);
      await press(page, texts.next);
      await answer(page, HEATING_FAULT.place);
      await press(page, texts.next);
      // In danger nobody is asked how to pay, so the step of that question is none.
      await page.getByRole("button", { name: texts.send, exact: true }).waitFor();
      await picture(page, `forms-gas-check-${javascript}`);
      await page.getByRole("main").getByRole("link", { name: texts.back, exact: true }).click();
      await page.getByLabel("Telefon für Rückfragen").waitFor();
      assertQuiet(page, "the form");
    });

    test("a serial number with a wrong check character is refused in place, and the right one goes on", async (context) => {
      const page = await begin(context, vankade, SERVICE.flow, javascript);
      const texts = textsOf(vankade);
      await answer(page, SERVICE.place);
      await answer(page, { [SERVICE.serialLabel]: SERVICE.wrongSerial });
      await press(page, texts.next);
      await page.getByRole("alert").getByText(SERVICE.refusal).waitFor();
      const serial = page.getByLabel(SERVICE.serialLabel);
      await picture(page, `forms-serial-${javascript}`);
      assert.equal(await serial.getAttribute("aria-invalid"), "true");
      assert.equal(await serial.inputValue(), SERVICE.wrongSerial, "what was typed stays");
      await page.getByRole("alert").getByRole("link").click();
      assert.ok(await serial.evaluate((input) => input === document.activeElement), "the summary leads to the field");

      await serial.fill(SERVICE.rightSerial);
      await press(page, texts.next);
      await answer(page, SERVICE.moment);
      await press(page, texts.next);
      await page.getByRole("main").getByText(SERVICE.shownSerial).waitFor();
    });
  });
}
