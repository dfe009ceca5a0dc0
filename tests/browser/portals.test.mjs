// A login with a place at two portals of one company: it chooses after signing in, and changes later without a second password.

import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { SCRIPTS, newPage } from "./support/browser.mjs";
import { lookAs } from "./support/look.mjs";
import { PROGRAM, startPortico } from "./support/portico.mjs";
import { withBrowser } from "./support/running.mjs";
import { eventually, press } from "./support/steps.mjs";

const CONFIG = '[server]\nlisten = "127.0.0.1:0"\n[security]\nstaff_second_factor = "optional"\n';
const COMPANY = fileURLToPath(new URL("../cli/company.toml", import.meta.url));
const PASSWORD = "tragbarer quittenbaum";

const user = (portal, more) => `{ email = "kim@acme.example", name = "Kim Kessel", portal = "${portal}", language = "en"${more} }`;
const MORE = `
[[portals]]
slug = "acme-garden"
name = "Acme Garden"
language = "en"
theme = "default"

[[customers]]
number = "1"
name = "Kessel GmbH"
users = [${user("acme", `, password = "${PASSWORD}"`)}, ${user("acme-garden", "")}]
`;

const running = withBrowser();
const look = lookAs("portals");

for (const { javascript, name } of SCRIPTS) {
  describe(`several portals, ${name}`, () => {
    let portico, page;

    before(async () => {
      portico = await startPortico({ isNew: true, files: { "portal.toml": CONFIG } });
      const file = path.join(portico.data, "company.toml");
      await writeFile(file, `${await readFile(COMPANY, "utf8")}${MORE}`);
      const command = ["--config", path.join(portico.data, "portal.toml"), "tenant", "import", file];
      await promisify(execFile)(PROGRAM, command, { cwd: portico.data });
      page = await newPage(running.browser, { javascript });
      // A running server finds a new company within a few seconds.
      await eventually(async () => (await page.goto(`${portico.address}/p/acme/sign-in`)).ok());
    });

    after(async () => {
      await page?.context().close();
      await portico?.stop();
    });

    test("who signs in chooses, and stays or goes", async () => {
      await page.getByLabel("Email", { exact: false }).first().fill("kim@acme.example");
      await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await press(page, "Sign in");
      await page.getByRole("heading", { name: "Choose a portal" }).waitFor();
      await look(page, "choice", javascript);
      await press(page, "Open Acme Garden");
      await page.waitForURL((url) => url.pathname === "/p/acme-garden/");
    });

    test("the menu behind the name leads back, without a password", async () => {
      await page.locator("details.person > summary").click();
      await page.getByRole("link", { name: "Change portal" }).click();
      await look(page, "change", javascript);
      await press(page, "Open Acme");
      await page.waitForURL((url) => url.pathname === "/p/acme/");
    });
  });
}
