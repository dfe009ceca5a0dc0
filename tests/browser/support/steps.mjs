// What a person does on the pages, by what she reads there.

import assert from "node:assert/strict";
import { textsOf } from "./texts.mjs";

/** Signs a customer in and stays where that leads. */
export async function signIn(page, address, brand) {
  await page.goto(`${address}/p/${brand.slug}/sign-in`);
  await fillSignIn(page, brand, brand.customer);
}

/** Signs somebody of the office in. */
export async function signInOffice(page, address, brand) {
  await page.goto(`${address}/office/${brand.slug}/sign-in`);
  await fillSignIn(page, brand, brand.staff);
}

async function fillSignIn(page, brand, { email, password }) {
  const texts = textsOf(brand);
  await page.getByLabel(texts.email, { exact: true }).fill(email);
  await page.getByLabel(texts.password, { exact: true }).fill(password);
  await page.getByRole("button", { name: texts.signIn, exact: true }).click();
  await page.waitForURL((url) => !url.pathname.endsWith("/sign-in"));
}

/**
 * Answers questions by their labels: a text is typed or chosen from a list, `true` ticks, `{ choose: "..." }` takes one of several,
 * `{ files: [...] }` uploads.
 */
export async function answer(page, answers) {
  for (const [label, value] of Object.entries(answers)) {
    if (value.choose) {
      await page.getByRole("group", { name: label }).getByLabel(value.choose).check();
      continue;
    }
    const input = page.getByLabel(label);
    if (value.files) {
      await input.setInputFiles(value.files);
    } else if (value === true) {
      await input.check();
    } else if (await input.evaluate((element) => element.localName === "select")) {
      await input.selectOption({ label: value });
    } else {
      await input.fill(value);
    }
  }
}

export function press(page, name) {
  return page.getByRole("button", { name, exact: true }).click();
}

/** Addresses of all requests in the list that the page shows. */
export async function listedRequests(page) {
  const links = page.getByRole("main").locator('a[href*="/requests/"]');
  const addresses = await links.evaluateAll((all) => all.map((link) => new URL(link.href).pathname));
  return new Set(addresses);
}

/** Opens the mail to `to` whose subject fits, in the demonstration's mailbox. False if there is none yet. */
export async function openMail(page, address, { to, subject }) {
  await page.goto(`${address}/demo/mail`);
  const link = page.getByRole("listitem").filter({ hasText: to }).getByRole("link", { name: subject }).first();
  if ((await link.count()) === 0) return false;
  await link.click();
  await page.getByRole("heading", { level: 1, name: subject }).waitFor();
  return true;
}

/** Does it again and again until it holds, because what follows a change happens a moment later. */
export async function eventually(holds) {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, `still not so after ten seconds: ${holds}`);
  }
}
