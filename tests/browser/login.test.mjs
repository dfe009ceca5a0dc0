// One's own login: changing the password, the second factor from setting up to signing in with it, and a forgotten password. On every page
// of it: no barriers, nothing beside the screen, in light and dark, on a phone and on a desk.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { SCRIPTS, newPage } from "./support/browser.mjs";
import { BRANDS } from "./support/demo.mjs";
import { lookAs } from "./support/look.mjs";
import { codeOf } from "./support/phone.mjs";
import { startPortico } from "./support/portico.mjs";
import { withBrowser } from "./support/running.mjs";
import { eventually, openMail, press, signIn, signInOffice } from "./support/steps.mjs";

const [brand] = BRANDS;
const NEW = "tragbarer quittenbaum";

const running = withBrowser();

const look = lookAs("login");

for (const { javascript, name } of SCRIPTS) {
  describe(`a login, ${name}`, () => {
    let portico, page;

    before(async () => {
      portico = await startPortico();
      page = await newPage(running.browser, { javascript });
      await signIn(page, portico.address, brand);
    });

    after(async () => {
      await page?.context().close();
      await portico?.stop();
    });

    test("the profile is in the menu and says where one is signed in", async () => {
      await page.locator("details.person > summary").click();
      await page.getByRole("link", { name: "Mein Profil" }).click();
      await page.getByText("Dieses Gerät").waitFor();
      await look(page, "profile", javascript);
    });

    test("a password is judged as it is typed, refused with its reason, and changed", async () => {
      await page.getByRole("link", { name: "Passwort ändern" }).click();
      await page.getByLabel("Bisheriges Passwort").fill(brand.customer.password);
      await page.getByLabel("Neues Passwort").fill("baseball");
      if (javascript) await page.getByRole("status").filter({ hasText: "als eines der ersten" }).waitFor();
      await press(page, "Passwort ändern");
      await page.getByRole("alert").getByText("als eines der ersten").waitFor();
      await look(page, "password", javascript);
      await page.getByLabel("Bisheriges Passwort").fill(brand.customer.password);
      await page.getByLabel("Neues Passwort").fill(NEW);
      if (javascript) {
        await page.getByRole("status").filter({ hasText: /gut/i }).waitFor();
        await look(page, "password-good", javascript);
      }
      await press(page, "Passwort ändern");
      await page.getByText("Ihr Passwort ist geändert.").waitFor();
    });

    test("a second factor is set up with a phone and asked for at the next sign-in", async () => {
      await page.getByRole("link", { name: "Einrichten" }).click();
      const key = await page.locator(".secret").textContent();
      assert.ok(await page.getByRole("img", { name: "QR-Code" }).isVisible());
      await look(page, "factor", javascript);
      await page.getByLabel("Geben Sie den Code ein").fill("000000");
      await press(page, "Einrichten");
      await page.getByRole("alert").waitFor();
      assert.equal(await page.locator(".secret").textContent(), key, "the phone need not read again");
      await page.getByLabel("Geben Sie den Code ein").fill(codeOf(key));
      await press(page, "Einrichten");
      const codes = await page.locator(".codes li").allTextContents();
      assert.equal(codes.length, 10);
      await look(page, "recovery", javascript);
      await page.getByRole("link", { name: "Ich habe sie aufbewahrt" }).click();

      await page.locator("details.person > summary").click();
      await press(page, "Abmelden");
      await signIn(page, portico.address, { ...brand, customer: { ...brand.customer, password: NEW } });
      await look(page, "code", javascript);
      // The code of the step in which it was set up is used up; the next one is taken already.
      await page.getByLabel("Code", { exact: true }).fill(codeOf(key, 1));
      await page.getByLabel("nicht mehr fragen").check();
      await press(page, "Anmelden");
      await page.getByRole("heading", { level: 1, name: brand.customer.name }).waitFor();
      await page.goto(`${portico.address}/p/${brand.slug}/profile`);
      await page.getByRole("heading", { name: "Gemerkte Geräte" }).waitFor();
      await look(page, "profile-full", javascript);
    });

    test("a forgotten password is mended by a link", async () => {
      const other = await newPage(running.browser, { javascript });
      await other.goto(`${portico.address}/office/${brand.slug}/sign-in`);
      await other.getByRole("link", { name: "Passwort vergessen?" }).click();
      await other.getByLabel("E-Mail").fill(brand.staff.email);
      await look(other, "forgot", javascript);
      await press(other, "Link senden");
      await other.getByText("ist ein Link unterwegs").waitFor();
      await look(other, "forgot-sent", javascript);
      const mail = { to: brand.staff.email, subject: /^Neues Passwort/ };
      await eventually(() => openMail(other, portico.address, mail));
      const text = await other.locator("pre").first().textContent();
      await other.goto(/http\S+\/reset\/\S+/.exec(text)[0]);
      await look(other, "reset", javascript);
      await other.getByLabel("Neues Passwort").fill(NEW);
      await press(other, "Passwort setzen");
      await other.getByText("Ihr Passwort ist gesetzt.").waitFor();
      await signInOffice(other, portico.address, { ...brand, staff: { ...brand.staff, password: NEW } });
      await other.goto(`${portico.address}/office/${brand.slug}/profile`);
      await look(other, "office-profile", javascript);
      await other.getByRole("link", { name: "Einrichten" }).click();
      await look(other, "office-factor", javascript);
      await other.context().close();
    });
  });
}
