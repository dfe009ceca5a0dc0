// Signing in with a login from elsewhere: to a real OpenID provider and back, by the company's domain and by the portal's button, called off,
// and without access here. On the portal's pages of it: no barriers, nothing beside the screen, in light and dark, on a phone and on a desk.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { SCHEMES, SCRIPTS, launch, newPage, picture } from "./support/browser.mjs";
import { assertAccessible, assertFits } from "./support/checks.mjs";
import { BRANDS } from "./support/demo.mjs";
import { startPortico } from "./support/portico.mjs";
import { SECRET, startProvider } from "./support/provider.mjs";
import { press } from "./support/steps.mjs";

const [brand] = BRANDS;

let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

/** Looks at the page as it is, narrow and wide, in light and dark. */
async function look(page, name, javascript) {
  for (const colorScheme of javascript ? SCHEMES : ["light"]) {
    await page.emulateMedia({ colorScheme });
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      await assertFits(page, `${name} (${colorScheme}, ${width} px)`);
      if (javascript) await assertAccessible(page, `${name} (${colorScheme}, ${width} px)`);
      await picture(page, `elsewhere-${name}-${colorScheme}-${width}`);
    }
  }
}

/** Erika's own company has the provider, and so has the portal for everybody. */
function configuration(issuer) {
  const section = (name, lines) => [
    `[identity_providers.${name}]`,
    `portal = "${brand.slug}"`,
    `issuer = "${issuer}"`,
    'client_id = "portal"',
    'client_secret_file = "$DATA/provider.secret"',
    ...lines,
  ];
  const company = section("petersen", ['label = "Petersen Konto"', 'domains = ["example.org"]', 'customer = "10021"']);
  const everybody = section("konto", ['label = "Lübeck-Konto"', 'domains = ["*"]']);
  return [...company, ...everybody, ""].join("\n");
}

/** Signs in on the provider's own pages, which ask whether the portal may know the address. */
async function signInThere(page, name) {
  await page.getByPlaceholder("Enter any login").fill(name);
  await page.getByPlaceholder("and password").fill("anything");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

for (const { javascript, name } of SCRIPTS) {
  describe(`a login from elsewhere, ${name}`, () => {
    let provider, portico, page, address, signIn;

    before(async () => {
      provider = await startProvider();
      const files = { "portal.toml": configuration(provider.issuer), "provider.secret": SECRET };
      portico = await startPortico({ files });
      // The configured address, whose cookies the way back needs.
      address = portico.address.replace("127.0.0.1", "localhost");
      signIn = `${address}/p/${brand.slug}/sign-in`;
      provider.open(["petersen", "konto"].map((name) => `${signIn}/with/${name}/return`));
      page = await newPage(browser, { javascript });
    });

    after(async () => {
      await page?.context().close();
      await portico?.stop();
      await provider?.close();
    });

    test("a wrong address says that its company has none and keeps what was typed", async () => {
      await page.goto(signIn);
      await look(page, "sign-in", javascript);
      await page.getByLabel("E-Mail", { exact: true }).fill("erika@elsewhere.example");
      await press(page, "Weiter mit dem Firmenzugang");
      await page.getByRole("alert").getByText("keinen Firmenzugang").waitFor();
      assert.equal(await page.getByLabel("E-Mail", { exact: true }).inputValue(), "erika@elsewhere.example");
      await look(page, "no-company", javascript);
    });

    test("the page on the way says where it goes, and leads there by a link in a browser that stays", async () => {
      // Without the header that sends it on, so that there is something to look at.
      const stays = async (route) => {
        const response = await route.fetch();
        const { refresh, ...headers } = response.headers();
        assert.match(refresh, /^0; url=/);
        await route.fulfill({ response, headers });
      };
      await page.route("**/sign-in/company", stays);
      await page.getByLabel("E-Mail", { exact: true }).fill(brand.customer.email);
      await press(page, "Weiter mit dem Firmenzugang");
      await page.getByRole("heading", { level: 1, name: "Weiter zu Petersen Konto" }).waitFor();
      await look(page, "away", javascript);
      await page.unroute("**/sign-in/company", stays);
      await page.getByRole("link", { name: "Weiter", exact: true }).click();
      await page.getByPlaceholder("Enter any login").waitFor();
    });

    test("somebody of a company signs in there and is at home here", async () => {
      await page.goto(`${address}/p/${brand.slug}/requests`);
      await page.getByLabel("E-Mail", { exact: true }).fill(brand.customer.email);
      await press(page, "Weiter mit dem Firmenzugang");
      await signInThere(page, "erika.petersen");
      await page.waitForURL(`${address}/p/${brand.slug}/requests`);
      await page.getByText(brand.customer.name).first().waitFor({ state: "attached" });
    });

    test("the portal's button knows her by then, and the other side asks nothing", async () => {
      await page.context().clearCookies({ name: /^__Host-p-/ });
      await page.goto(signIn);
      await press(page, "Mit Lübeck-Konto anmelden");
      await page.waitForURL(`${address}/p/${brand.slug}/`);
    });

    test("who calls it off there is told so and can begin again", async () => {
      await page.context().clearCookies();
      await page.goto(signIn);
      await press(page, "Mit Lübeck-Konto anmelden");
      await page.getByRole("link", { name: "Cancel" }).click();
      await page.getByRole("heading", { level: 1, name: "Sie sind nicht angemeldet" }).waitFor();
      await look(page, "called-off", javascript);
      await page.getByRole("link", { name: "Zurück zur Anmeldung" }).click();
      await page.waitForURL(signIn);
    });

    test("who has no access here is sent to the office", async () => {
      await press(page, "Mit Lübeck-Konto anmelden");
      await signInThere(page, "nobody");
      await page.getByRole("heading", { level: 1, name: "Dieses Konto kennen wir noch nicht" }).waitFor();
      await look(page, "unknown", javascript);
      // The other side's pages ask for fonts of somebody else's, which is not our complaint.
      const broken = page.complaints.filter((text) => !/status of (403|404|422)|ERR_NAME_NOT_RESOLVED/.test(text));
      assert.deepEqual(broken, []);
    });
  });
}
