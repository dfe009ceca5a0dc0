// Keeps what is typed in this browser until it is sent: per portal, person and form, and never after signing out.

import { notice } from "./say.js";

const { base, person } = document.body.dataset;
const PREFIX = "portico:";
const OWN = `${PREFIX}${base}:${person}:`;
const DAYS = 30 * 86_400_000;

const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
const read = (key) => JSON.parse(localStorage.getItem(key) ?? "null");
const typed = (place) => [...(place.elements ?? [place])].filter((e) => e.name && !/^(hidden|file|submit|password|button)$/.test(e.type));
const value = (e) => (/^(radio|checkbox)$/.test(e.type) ? e.checked : e.value);
const id = (e) => (/^(radio|checkbox)$/.test(e.type) ? `${e.name}=${e.value}` : e.name);

function forget(only) {
  for (const key of keys()) if (key.startsWith(only)) localStorage.removeItem(key);
}

function keep(place, key) {
  let timer;
  const first = new Map(typed(place).map((e) => [id(e), value(e)]));
  const save = () => {
    const values = Object.fromEntries(typed(place).map((e) => [id(e), value(e)]).filter(([name, now]) => now !== first.get(name)));
    if (Object.keys(values).length) localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }));
  };
  place.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 500);
  });
  addEventListener("pagehide", save);
  const form = place.form ?? place;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    clearTimeout(timer);
    removeEventListener("pagehide", save);
    const draft = read(key);
    if (draft) localStorage.setItem(key, JSON.stringify({ ...draft, sent: true }));
  });
  restore(place, key, form);
}

/** Puts back what was typed and not sent, only where the page itself brings nothing. */
function restore(place, key, form) {
  const draft = read(key);
  if (!draft || draft.sent || document.querySelector(".problems")) return;
  let restored = false;
  for (const e of typed(place)) {
    const kept = draft.values[id(e)];
    if (kept === undefined || kept === value(e)) continue;
    if (typeof kept === "boolean") e.checked = kept;
    else if (e.value) continue;
    else e.value = kept;
    restored = true;
  }
  if (!restored) return;
  place.dispatchEvent(new Event("change", { bubbles: true }));
  const texts = JSON.parse(form.dataset.texts ?? "{}");
  if (texts.saved) notice(form, texts.saved);
}

try {
  if (document.querySelector("[data-forget]")) forget(`${PREFIX}${base}:`);
  for (const key of keys()) {
    const draft = read(key);
    // What was sent and came back without problems has arrived.
    if (!draft || Date.now() - draft.at > DAYS || (draft.sent && !document.querySelector(".problems"))) localStorage.removeItem(key);
  }
  if (person) for (const place of document.querySelectorAll("[data-draft]")) keep(place, OWN + place.dataset.draft);
} catch {
  // A browser that keeps nothing still sends everything.
}
