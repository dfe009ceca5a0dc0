// A new installation: the first operator comes in by the code of the log, makes a company, and that company's portal answers.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { SCRIPTS, newPage } from "./support/browser.mjs";
import { lookAs } from "./support/look.mjs";
import { startPortico } from "./support/portico.mjs";
import { withBrowser } from "./support/running.mjs";
import { eventually, press } from "./support/steps.mjs";

const CONFIG = '[server]\nlisten = "127.0.0.1:0"\n[security]\nstaff_second_factor = "optional"\n';
const PASSWORD = "tragbarer quittenbaum";

const running = withBrowser();
const look = lookAs("setup");

for (const { javascript, name } of SCRIPTS) {
  describe(`a new installation, ${name}`, () => {
    let portico, page;

    before(async () => {
      portico = await startPortico({ isNew: true, files: { "portal.toml": CONFIG } });
      page = await newPage(running.browser, { javascript });
    });

    after(async () => {
      await page?.context().close();
      await portico?.stop();
    });

    test("the code of the log lets the first operator in, and a wrong one loses nothing typed", async () => {
      await page.goto(`${portico.address}/setup`);
      await look(page, "empty", javascript);
      await page.getByLabel("Code").fill("0000-0000");
      await page.getByLabel("Name").fill("Olga Operator");
      await page.getByLabel("E-Mail").fill("olga@portico.example");
      await page.getByLabel("Passwort").fill(PASSWORD);
      await press(page, "Einrichten");
      await page.getByRole("alert").getByText("Dieser Code stimmt nicht.").waitFor();
      await look(page, "wrong", javascript);
      assert.equal(await page.getByLabel("Name").inputValue(), "Olga Operator");
      let code;
      await eventually(() => {
        code = /code="([0-9A-Z-]+)"/.exec(portico.log())?.[1];
        return code;
      });
      await page.getByLabel("Code").fill(code);
      await page.getByLabel("Passwort").fill(PASSWORD);
      await press(page, "Einrichten");
      await page.getByLabel("E-Mail").fill("olga@portico.example");
      await page.getByLabel("Passwort").fill(PASSWORD);
      await press(page, "Anmelden");
      await page.getByRole("heading", { name: "Firmen", level: 1 }).waitFor();
      await look(page, "companies", javascript);
    });

    test("a company is made, and its portal answers at once", async () => {
      await page.getByLabel("Name").first().fill("Kranich Aufzüge");
      await page.getByLabel("Kurzname").fill("kranich");
      await page.getByLabel("E-Mail des Büros").fill("buero@kranich.example");
      await page.getByLabel("Name der ersten Person").fill("Ada Kranich");
      await page.getByLabel("E-Mail der ersten Person").fill("ada@kranich.example");
      await press(page, "Anlegen");
      await page.getByText("Die Firma ist angelegt.").waitFor();
      await look(page, "made", javascript);
      await page.goto(`${portico.address}/p/kranich/sign-in`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      const setup = await page.goto(`${portico.address}/setup`);
      assert.equal(setup.status(), 404);
    });

    test("the team is one's own", async () => {
      await page.goto(`${portico.address}/office/platform/staff`);
      await page.getByRole("link", { name: "Olga Operator" }).click();
      await page.getByText("Das sind Sie.").waitFor();
      await look(page, "own-place", javascript);
    });
  });
}
