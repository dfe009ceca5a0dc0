// The office by keyboard: / searches, j and k move, a accepts, ? explains.

const dialog = document.getElementById("keys");
for (const button of document.querySelectorAll("[data-open=keys]")) {
  button.hidden = false;
  button.addEventListener("click", () => dialog.showModal());
}

const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

function move(by) {
  const links = [...document.querySelectorAll("[data-keys] .cover")];
  if (!links.length) return;
  const at = links.findIndex((link) => link === document.activeElement || (document.activeElement === document.body && link.hasAttribute("aria-current")));
  links[Math.min(Math.max(at + by, 0), links.length - 1)].focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || dialog?.open) return;
  const act = {
    "/": () => document.getElementById("q")?.focus(),
    j: () => move(1),
    k: () => move(-1),
    // The first press goes to the button, the second presses it: accepting tells the customer.
    a: () => {
      const button = document.querySelector("[data-accept] button");
      if (button && button === document.activeElement) button.click();
      else button?.focus();
    },
    "?": () => dialog?.showModal(),
  }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
