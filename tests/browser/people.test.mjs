// From a customer's card to a person in the portal: adding, inviting, accepting, closing, and the spreadsheet. On every page of it: no
// barriers, nothing beside the screen, in light and dark, on a phone and on a desk.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { SCRIPTS, newPage } from "./support/browser.mjs";
import { BRANDS } from "./support/demo.mjs";
import { lookAs } from "./support/look.mjs";
import { startPortico } from "./support/portico.mjs";
import { withBrowser } from "./support/running.mjs";
import { eventually, openMail, press, signIn, signInOffice } from "./support/steps.mjs";

const [brand] = BRANDS;
const CHOSEN = "tragbarer quittenbaum";

const running = withBrowser();

const look = lookAs("people");

for (const { javascript, name } of SCRIPTS) {
  describe(`people of a customer, ${name}`, () => {
    let portico, office, person;

    before(async () => {
      portico = await startPortico();
      office = await newPage(running.browser, { javascript });
      person = await newPage(running.browser, { javascript });
      await signInOffice(office, portico.address, brand);
    });

    after(async () => {
      await office?.context().close();
      await person?.context().close();
      await portico?.stop();
    });

    test("a contact is added on the card and invited by the box", async () => {
      await office.getByRole("link", { name: "Kunden", exact: true }).click();
      await look(office, "customers", javascript);
      await office.getByRole("link", { name: "Bäckerei Harms" }).click();
      await look(office, "customer", javascript);
      await office.getByRole("link", { name: "Ansprechpartner anlegen" }).click();
      await office.getByLabel("Name").fill("Nora Neumann");
      await office.getByLabel("E-Mail", { exact: false }).first().fill("nora@");
      await press(office, "Ansprechpartner anlegen");
      await office.getByRole("alert").getByText("E-Mail").first().waitFor();
      await look(office, "contact-wrong", javascript);
      assert.equal(await office.getByLabel("Name").inputValue(), "Nora Neumann");
      await office.getByLabel("E-Mail", { exact: false }).first().fill("nora@neumann.example");
      await office.getByLabel("Gleich per E-Mail einladen").check();
      await press(office, "Ansprechpartner anlegen");
      await office.getByText("angelegt und eingeladen").waitFor();
    });

    test("the link of the mail shows a page, and its button lets her in", async () => {
      const mail = { to: "nora@neumann.example", subject: /^Ihr Zugang/ };
      await eventually(() => openMail(person, portico.address, mail));
      const link = (await person.locator("pre").first().textContent()).match(/\/p\/\S+\/join\/[\w-]+/)[0];
      await person.goto(`${portico.address}${link}`);
      await look(person, "invitation", javascript);
      await person.getByLabel(/Passwort/).fill("baseball");
      await press(person, "Einladung annehmen");
      await person.getByRole("alert").getByText("als eines der ersten").waitFor();
      await person.getByLabel(/Passwort/).fill(CHOSEN);
      await press(person, "Einladung annehmen");
      await person.waitForURL((url) => url.pathname === `/p/${brand.slug}/`);
      await person.goto(`${portico.address}${link}`);
      await person.getByRole("heading", { name: "Dieser Link gilt nicht mehr" }).waitFor();
      await look(person, "invitation-over", javascript);
    });

    test("the office finds her, asks before she sees more, and shuts her out at once", async () => {
      await office.goto(`${portico.address}/office/${brand.slug}/users?q=neumann`);
      await look(office, "users", javascript);
      await office.getByRole("link", { name: "Nora Neumann" }).click();
      await look(office, "user", javascript);
      await office.getByLabel("Verwaltung").check();
      await press(office, "Speichern");
      await office.getByText("Soll das so sein?").waitFor();
      await look(office, "user-asks", javascript);
      await press(office, "Ja, so speichern");
      await office.getByText("Gespeichert.").waitFor();
      await press(office, "Sperren");
      await office.getByText("überall abgemeldet").first().waitFor();
      await person.goto(`${portico.address}/p/${brand.slug}/requests`);
      assert.ok(new URL(person.url()).pathname.endsWith("/sign-in"));
    });

    test("a spreadsheet is rehearsed and then read in", async () => {
      await office.goto(`${portico.address}/office/${brand.slug}/users`);
      await office.getByRole("link", { name: "Einlesen" }).click();
      await look(office, "import", javascript);
      const rows = "customer;name;email\n10071;Ole Bäcker;ole@harms.example\n10071;;kaputt\n";
      const file = { name: "leute.csv", mimeType: "text/csv", buffer: Buffer.from(rows) };
      await office.getByLabel("Datei").setInputFiles(file);
      await press(office, "Prüfen");
      await office.getByText("1 würden angelegt").waitFor();
      await look(office, "import-rehearsed", javascript);
      await press(office, "Einen anlegen");
      await office.getByText("1 sind angelegt").waitFor();
    });

    test("who sees a work order is said on a page of its own", async () => {
      await office.goto(`${portico.address}/office/${brand.slug}/orders?filter=all`);
      await office.getByRole("main").locator("a.cover").first().click();
      await office.getByRole("link", { name: "Wer sieht das?" }).click();
      await office.getByRole("columnheader", { name: "Warum" }).or(office.getByText("keine Portalnutzer")).first().waitFor();
      await look(office, "viewers", javascript);
    });

    test("an administrator of a customer invites a colleague, says what he may do, and shuts him out", async () => {
      const [admin, kai] = [await newPage(running.browser, { javascript }), await newPage(running.browser, { javascript })];
      await signIn(admin, portico.address, brand);
      await admin.getByRole("link", { name: "Zugänge" }).click();
      await look(admin, "company", javascript);
      await admin.getByRole("link", { name: "Jemanden einladen" }).click();
      await look(admin, "colleague-new", javascript);
      await admin.getByLabel("Name").fill("Kai Kollege");
      await admin.getByLabel("E-Mail", { exact: false }).first().fill("kai@");
      await press(admin, "Einladung senden");
      await admin.getByRole("alert").getByText("E-Mail").first().waitFor();
      await look(admin, "colleague-wrong", javascript);
      assert.equal(await admin.getByLabel("Name").inputValue(), "Kai Kollege");
      await admin.getByLabel("E-Mail", { exact: false }).first().fill("kai@kollege.example");
      await press(admin, "Einladung senden");
      await admin.getByText("Die Einladung ist unterwegs.").waitFor();
      await admin.getByRole("row", { name: /Kai Kollege/ }).getByText("Eingeladen").waitFor();
      await look(admin, "company-offers", javascript);
      await eventually(() => openMail(kai, portico.address, { to: "kai@kollege.example", subject: /^Ihr Zugang/ }));
      const link = (await kai.locator("pre").first().textContent()).match(/\/p\/\S+\/join\/[\w-]+/)[0];
      await kai.goto(`${portico.address}${link}`);
      await kai.getByLabel(/Passwort/).fill(CHOSEN);
      await press(kai, "Einladung annehmen");
      await kai.waitForURL((url) => url.pathname === `/p/${brand.slug}/`);
      await admin.goto(`${portico.address}/p/${brand.slug}/company`);
      await admin.getByRole("link", { name: "Kai Kollege" }).click();
      await admin.getByLabel("Nur lesen").check();
      await press(admin, "Speichern");
      await admin.getByText("Gespeichert.").waitFor();
      await look(admin, "colleague", javascript);
      await press(admin, "Sperren");
      await admin.getByText("Der Zugang ist gesperrt.").waitFor();
      await kai.goto(`${portico.address}/p/${brand.slug}/requests`);
      assert.ok(new URL(kai.url()).pathname.endsWith("/sign-in"));
      await Promise.all([admin, kai].map((page) => page.context().close()));
    });
  });
}
