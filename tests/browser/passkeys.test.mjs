// Passkeys with a real browser and its virtual device: made, used to sign in, and removed, at the portal and in the office. Without
// JavaScript nothing speaks of them but the page that makes one, which says why it cannot.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { withAuthenticator } from "./support/authenticator.mjs";
import { newPage } from "./support/browser.mjs";
import { BRANDS } from "./support/demo.mjs";
import { lookAs } from "./support/look.mjs";
import { withPortico } from "./support/running.mjs";
import { eventually, press, signIn, signInOffice } from "./support/steps.mjs";

const [brand] = BRANDS;

const running = withPortico();

const look = lookAs("passkeys");

const DOORS = [
  { name: "a portal", base: `/p/${brand.slug}`, enter: signIn },
  { name: "an office", base: `/office/${brand.slug}`, enter: signInOffice },
];

// Passkeys belong to the name of a host. The program listens at an address and is called localhost.
const address = () => running.address.replace("127.0.0.1", "localhost");

for (const { name, base, enter } of DOORS) {
  const about = base.split("/")[1];

  describe(`a passkey at ${name}`, () => {
    let page, device;
    const at = (path) => `${address()}${base}${path}`;

    before(async () => {
      page = await newPage(running.browser);
      device = await withAuthenticator(page);
      await enter(page, address(), brand);
    });

    after(async () => {
      assert.deepEqual(page?.complaints.filter((text) => !text.includes("422")), []);
      await page?.context().close();
    });

    test("is made in the profile, under a name", async () => {
      await page.goto(at("/profile"));
      await press(page, "Passkey hinzufügen");
      await page.getByRole("heading", { level: 1, name: "Passkey hinzufügen" }).waitFor();
      assert.equal(await page.getByLabel("Name des Passkeys").inputValue(), "Chrome auf Linux");
      await look(page, `${about}-new`, true);
      await page.getByLabel("Name des Passkeys").fill("Mein Rechner");
      await press(page, "Passkey anlegen");
      await page.getByText("Der Passkey ist angelegt.").waitFor();
      await page.getByText("Mein Rechner").waitFor();
      assert.equal((await device.keys()).length, 1);
      await look(page, `${about}-profile`, true);
    });

    test("signs in without an address or a password", async () => {
      await signOut(page, at);
      await device.recognises(false);
      await page.goto(at("/sign-in?next=" + encodeURIComponent(`${base}/profile`)));
      await press(page, "Mit Passkey anmelden");
      await page.getByRole("main").getByText("Es wurde kein Passkey benutzt.").waitFor();
      await look(page, `${about}-sign-in`, true);
      await device.recognises(true);
      await press(page, "Mit Passkey anmelden");
      await page.waitForURL(at("/profile"));
      await page.getByText("zuletzt benutzt").waitFor();
    });

    test("is offered where the address is typed", async () => {
      await signOut(page, at);
      // Nobody presses a button: the device of the test takes what the browser offers.
      await page.goto(at("/sign-in?next=" + encodeURIComponent(`${base}/profile`)));
      await page.waitForURL(at("/profile"));
    });

    test("is renamed, and removed", async () => {
      await page.getByText("Umbenennen").click();
      await page.getByLabel("Name des Passkeys").fill("Alter Rechner");
      await look(page, `${about}-rename`, true);
      await page.getByRole("main").locator("details[open]").getByRole("button", { name: "Speichern" }).click();
      await page.getByText("Der Name ist gespeichert.").waitFor();
      await page.getByRole("button", { name: "Passkey „Alter Rechner“ entfernen" }).click();
      await page.getByText("Der Passkey ist entfernt").waitFor();
      assert.equal(await page.getByText("Alter Rechner").count(), 0);
      await signOut(page, at);
      await page.goto(at("/sign-in"));
      const refused = page.getByRole("alert").getByText("Mit diesem Passkey ging es nicht.");
      await refused.waitFor();
      // The browser asks by itself as soon as a page with the offer is there, so the next answer of the server may be under way.
      await page.waitForLoadState("networkidle");
      await look(page, `${about}-failed`, true);
    });
  });

  test(`without JavaScript the sign-in page of ${name} offers no passkeys, and the profile says why none can be made`, async () => {
    const page = await newPage(running.browser, { javascript: false });
    await page.goto(`${address()}${base}/sign-in`);
    assert.equal(await page.getByRole("button", { name: "Mit Passkey anmelden" }).isVisible(), false);
    await enter(page, address(), brand);
    await page.goto(`${address()}${base}/profile`);
    await press(page, "Passkey hinzufügen");
    assert.match(await page.locator("noscript .notice").innerText(), /^Dieser Browser kann keine Passkeys\./);
    await page.context().close();
  });
}

async function signOut(page, at) {
  await page.goto(at("/profile"));
  await page.context().clearCookies();
  await eventually(async () => (await page.goto(at("/profile"))).url().includes("/sign-in"));
}
