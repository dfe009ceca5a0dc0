// What every page does beyond its HTML. Without scripts the same forms and links do the work.

import { notice } from "./say.js";

const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// A second click on a button that already works is the same click.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]") || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  if (!navigator.onLine) {
    event.preventDefault();
    const texts = JSON.parse(form.dataset.texts ?? "{}");
    if (texts.offline) notice(form, texts.offline);
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
});

addEventListener("pageshow", () => {
  for (const form of all("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of all("[aria-disabled]", form)) button.removeAttribute("aria-disabled");
  }
});

// Menus close where one clicks beside them, and by Escape.
document.addEventListener("click", (event) => {
  for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of all("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

if (document.querySelector("[data-draft], [data-forget]")) import("./draft.js");
if (document.querySelector("form[data-state]")) import("./form.js");
if (document.querySelector("[data-upload]:not([data-upload=''])")) import("./upload.js");
if (document.querySelector("[data-strength]")) import("./password.js");
if (document.querySelector("[data-passkey]")) import("./passkey.js");
if (document.querySelector("[data-live]")) import("./live.js");
if (document.querySelector("[data-keys], #keys")) import("./office.js");
