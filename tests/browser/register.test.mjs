// Somebody asks for a place in a portal herself: the form, the mail, the wait, and the word of her company.

import { after, before, describe, test } from "node:test";
import { SCRIPTS, newPage } from "./support/browser.mjs";
import { BRANDS } from "./support/demo.mjs";
import { lookAs } from "./support/look.mjs";
import { startPortico } from "./support/portico.mjs";
import { withBrowser } from "./support/running.mjs";
import { eventually, openMail, press, signIn } from "./support/steps.mjs";

const brand = { ...BRANDS[0] };
const BIRTE = { ...brand, customer: { ...brand.customer, email: "birte.hansen@wakenitzufer.example" } };
const NEW = { ...brand, customer: { email: "neu@wakenitzufer.example", password: "tragbarer quittenbaum" } };

const running = withBrowser();
const look = lookAs("register");

for (const { javascript, name } of SCRIPTS) {
  describe(`registering oneself, ${name}`, () => {
    let portico, person, birte;

    before(async () => {
      portico = await startPortico();
      person = await newPage(running.browser, { javascript });
      birte = await newPage(running.browser, { javascript });
    });

    after(async () => {
      await person?.context().close();
      await birte?.context().close();
      await portico?.stop();
    });

    test("the sign-in page leads to the form, and its answer tells nothing", async () => {
      await person.goto(`${portico.address}/p/${brand.slug}/sign-in`);
      await person.getByRole("link", { name: "Noch keinen Zugang? Hier beantragen" }).click();
      await look(person, "form", javascript);
      await person.getByLabel("Name").fill("Nora Neu");
      await press(person, "Zugang beantragen");
      await person.getByRole("alert").first().waitFor();
      await look(person, "form-wrong", javascript);
      await person.getByLabel("E-Mail", { exact: false }).first().fill(NEW.customer.email);
      await press(person, "Zugang beantragen");
      await person.getByText("Wenn das möglich ist, haben wir Ihnen eine E-Mail geschickt.").waitFor();
      await look(person, "sent", javascript);
    });

    test("the link of the mail confirms the address, and she waits", async () => {
      const mail = { to: NEW.customer.email, subject: /bestätigen/ };
      await eventually(() => openMail(person, portico.address, mail));
      const link = (await person.locator("pre").first().textContent()).match(/\/p\/\S+\/register\/[\w-]+/)[0];
      await person.goto(`${portico.address}${link}`);
      await look(person, "confirm", javascript);
      await person.getByLabel(/Passwort/).fill(NEW.customer.password);
      await press(person, "Adresse bestätigen");
      await person.getByRole("heading", { name: "Ihre Adresse ist bestätigt" }).waitFor();
      await look(person, "waiting", javascript);
    });

    test("the administrator is told by mail, and lets her in", async () => {
      const mail = { to: BIRTE.customer.email, subject: /wartet auf Zugang/ };
      await eventually(() => openMail(birte, portico.address, mail));
      await signIn(birte, portico.address, BIRTE);
      await birte.goto(`${portico.address}/p/${brand.slug}/company`);
      await look(birte, "company", javascript);
      await birte.getByRole("button", { name: /Nora Neu/ }).first().click();
      await birte.getByRole("status").first().waitFor();
      await eventually(() => openMail(person, portico.address, { to: NEW.customer.email, subject: /ist frei/ }));
      await signIn(person, portico.address, NEW);
      await person.waitForURL((url) => url.pathname === `/p/${brand.slug}/`);
    });
  });
}
