// Passkeys: asks the browser for one and sends its answer with the form.

import { notice } from "./say.js";

const able = window.PublicKeyCredential?.parseRequestOptionsFromJSON && PublicKeyCredential;

// Not every credential has toJSON.
function write({ id, rawId, type, response }) {
  const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const said = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) if (response[name]) said[name] = text(response[name]);
  return JSON.stringify({ id, rawId: text(rawId), type, response: said });
}

let asking, renewing;
async function ask(form, mediation) {
  clearTimeout(renewing);
  asking?.abort();
  const { signal } = (asking = new AbortController());
  const asked = form.dataset.challenge ? await fetched(form) : inPage(form);
  signal.throwIfAborted();
  if (!asked) return "";
  if (mediation) renewing = setTimeout(offer, Math.max(asked.timeout - 60_000, 30_000), form);
  const credential = await (form.dataset.passkey === "new"
    ? navigator.credentials.create({ signal, publicKey: able.parseCreationOptionsFromJSON(asked) })
    : navigator.credentials.get({ signal, mediation, publicKey: able.parseRequestOptionsFromJSON(asked) }));
  return write(credential);
}

async function fetched(form) {
  const answer = await fetch(form.dataset.challenge, { method: "POST", headers: { accept: "application/json" } });
  const { options, state } = await answer.json();
  form.querySelector("[data-state]").value = state;
  return options;
}

// As old as the page; near its end there is none.
function inPage(form) {
  const options = JSON.parse(form.dataset.options);
  options.timeout -= performance.now();
  return options.timeout > 20_000 && options;
}

function send(form, answer) {
  form.querySelector("[data-answer]").value = answer;
  form.dataset.asked = "yes";
  form.requestSubmit();
}

// Where the address is typed. What fails was asked by nobody.
async function offer(form) {
  if (!document.querySelector("[autocomplete~=webauthn]") || !(await able.isConditionalMediationAvailable?.())) return;
  await ask(form, "conditional").then((answer) => send(form, answer), () => {});
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  addEventListener("pageshow", () => delete form.dataset.asked);
  form.addEventListener("submit", (event) => {
    if (form.dataset.asked) return;
    event.preventDefault();
    if (!able) return notice(form, form.dataset.none);
    ask(form).then(
      (answer) => send(form, answer),
      (error) => {
        if (error.name === "AbortError") return;
        notice(form, form.dataset.failed);
        offer(form);
      },
    );
  });
  if (!able) continue;
  form.hidden = false;
  offer(form);
}
