// Passkeys: asks the browser for one and sends what it says with the form. Forms that are hidden show where the browser can do it; without
// scripts everything else goes on as before.

import { notice } from "./say.js";

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (keys = []) => keys.map((key) => ({ ...key, id: bytes(key.id) }));

// What the standard calls "from JSON" and "to JSON", which older browsers do not have.
function read(options) {
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) read.excludeCredentials = named(options.excludeCredentials);
  if (options.allowCredentials) read.allowCredentials = named(options.allowCredentials);
  return read;
}

function write(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
}

// The only way to ask twice is to give up the first time.
let asking, renewing;
async function ask(form, how = {}) {
  clearTimeout(renewing);
  asking?.abort();
  const mine = (asking = new AbortController());
  const asked = form.dataset.challenge ? await fetched(form) : inPage(form);
  if (mine.signal.aborted) throw new DOMException("given up", "AbortError");
  if (!asked) return undefined;
  if (how.mediation) renewing = setTimeout(() => offer(form), Math.max(asked.timeout - 60_000, 30_000));
  const publicKey = read(asked);
  const from = navigator.credentials;
  const credential = await (form.dataset.passkey === "new"
    ? from.create({ publicKey, signal: mine.signal })
    : from.get({ publicKey, signal: mine.signal, ...how }));
  return write(credential);
}

async function fetched(form) {
  const answer = await fetch(form.dataset.challenge, { method: "POST", headers: { accept: "application/json" }, body: new URLSearchParams() });
  if (!answer.ok) throw new Error(`no challenge: ${answer.status}`);
  const { options, state } = await answer.json();
  form.querySelector("[data-state]").value = state;
  return options;
}

// A challenge that came with the page is as old as the page. When little of its time is left, the server gives another one.
function inPage(form) {
  const options = JSON.parse(form.dataset.options);
  const left = options.timeout - performance.now();
  return left > 20_000 ? { ...options, timeout: left } : undefined;
}

function send(form, answer) {
  form.querySelector("[data-answer]").value = answer;
  form.dataset.asked = "yes";
  form.requestSubmit();
}

function answering(form) {
  form.addEventListener("submit", async (event) => {
    if (form.dataset.asked) return;
    event.preventDefault();
    if (!window.PublicKeyCredential) return notice(form, form.dataset.none ?? form.dataset.failed);
    try {
      send(form, (await ask(form)) ?? "");
    } catch (error) {
      if (error.name === "AbortError") return;
      notice(form, form.dataset.failed);
      offer(form);
    }
  });
}

// Lets the browser offer passkeys where the address is typed. The challenge is renewed before its time is over.
async function offer(form) {
  const field = document.querySelector("[autocomplete~=webauthn]");
  if (!field || !form.dataset.challenge || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  // What fails here was asked by nobody.
  await ask(form, { mediation: "conditional" }).then((answer) => send(form, answer), () => {});
}

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-passkey]")) delete form.dataset.asked;
});

for (const form of document.querySelectorAll("[data-passkey]")) {
  answering(form);
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  if (form.dataset.passkey === "sign-in") offer(form);
}
