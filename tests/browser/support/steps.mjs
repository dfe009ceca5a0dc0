// What a person does on the pages, by what she reads there.

import { TEXTS } from "./texts.mjs";

/** Signs a customer in and stays where that leads. */
export async function signIn(page, address, brand) {
  await page.goto(`${address}/p/${brand.slug}/sign-in`);
  await fillSignIn(page, brand.language, brand.customer);
}

/** Signs somebody of the office in. */
export async function signInOffice(page, address, brand) {
  await page.goto(`${address}/office/${brand.slug}/sign-in`);
  await fillSignIn(page, brand.language, brand.staff);
}

async function fillSignIn(page, language, { email, password }) {
  const texts = TEXTS[language];
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

/** Opens the newest mail to `recipient` in the demonstration's mailbox. */
export async function openMail(page, address, recipient) {
  await page.goto(`${address}/mailbox`);
  await page.getByRole("row", { name: recipient }).or(page.getByRole("listitem").filter({ hasText: recipient })).first().getByRole("link").first().click();
}
