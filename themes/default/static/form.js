// Asks the server what the form looks like after each answer. The rules stay there.

import { say } from "./say.js";

for (const form of document.querySelectorAll("form[data-state]")) watch(form);

function watch(form) {
  let asking, timer;
  const touched = new Set();
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    try {
      const headers = { accept: "application/json" };
      const answer = await fetch(form.dataset.state, { method: "POST", body, headers, signal: asking.signal });
      if (answer.ok) show(form, await answer.json(), touched);
    } catch {
      // Without an answer the form stays as it is; the server asks again when it is sent.
    }
  };
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(ask, wait);
  };
  form.addEventListener("input", (event) => {
    touched.add(event.target.name);
    if (/^(text|search|tel|email|textarea)$/.test(event.target.type)) later(600);
  });
  form.addEventListener("change", (event) => event.target.type !== "file" && later(0));
}

function show(form, { fields, notices }, touched) {
  for (const place of form.querySelectorAll("[data-field]")) {
    const state = fields[place.dataset.field];
    if (!state) continue;
    place.hidden = !state.visible;
    // Whatever a plugin filled in is on the page already, and is seen from now on.
    if (state.visible && place.classList.contains("field-plugin")) mark(form, place.dataset.field);
    for (const mark of place.querySelectorAll("[data-optional]")) mark.hidden = state.required;
    const help = place.querySelector(".help[id]");
    if (help && state.help) {
      help.textContent = state.help;
      help.hidden = false;
    }
    if (state.options?.length) options(place, state.options);
    const input = place.querySelector("input[type=text], input[type=tel], input[type=email], input[type=date], textarea");
    const given = state.value;
    // What is known of a blank field is a suggestion.
    if (state.visible && input && !input.value && (typeof given === "string" || typeof given === "number")) {
      if (!touched.has(input.name)) input.value = given;
      if (input.name === place.dataset.field) mark(form, input.name);
    }
  }
  const place = form.querySelector("[data-notices]");
  const before = place.textContent.trim();
  place.replaceChildren(...notices.map(({ level, text }) => {
    const line = document.createElement("p");
    const words = document.createElement("span");
    line.className = `notice notice-${level}`;
    // The line as the server draws it, with icons and phones from the page, if the theme left them there.
    const [info, alert, ...phones] = form.querySelector("[data-icons]")?.content.children ?? [];
    words.append(...dialled(text, phones));
    const icon = level === "emergency" ? alert : info;
    if (icon) line.append(icon.cloneNode(true));
    line.append(words);
    return line;
  }));
  const urgent = notices.find(({ level }) => level === "emergency");
  if (urgent && !before.includes(urgent.text)) place.scrollIntoView({ block: "nearest" });
  if (urgent) say(urgent.text);
}

/** Tells the server that a suggestion was shown: with the mark, a field that is blank was cleared. */
function mark(form, field) {
  const name = `${field}.was_suggested`;
  if (form.elements[name]) return;
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value: "1" }));
}

/** A text in parts, with links where it names a phone. */
function dialled(text, [phone, ...others]) {
  if (!phone) return [text];
  return text.split(phone.textContent).flatMap((part, index) => [...(index ? [phone.cloneNode(true)] : []), ...dialled(part, others)]);
}

/** Replaces choices, keeping what is chosen as long as it is still there. */
function options(place, wanted) {
  const select = place.querySelector("select");
  const inputs = [...place.querySelectorAll("[data-choices] input")];
  const have = select ? [...select.options].map((o) => o.value).filter(Boolean) : inputs.map((i) => i.value);
  if (have.join("\n") === wanted.map((o) => o.value).join("\n")) return;
  if (select) {
    const chosen = select.value;
    const blank = select.options[0];
    select.replaceChildren(blank, ...wanted.map((o) => new Option(o.label, o.value, false, o.value === chosen)));
    return;
  }
  const list = place.querySelector("[data-choices]");
  const model = list.querySelector(".choice");
  if (!model) return;
  const chosen = new Set(inputs.filter((i) => i.checked).map((i) => i.value));
  const first = model.querySelector("input").id;
  list.replaceChildren(...wanted.map((option, index) => {
    const line = model.cloneNode(true);
    const input = line.querySelector("input");
    const label = line.querySelector("label");
    input.id = label.htmlFor = index ? `${first}-${index + 1}` : first;
    input.value = option.value;
    input.checked = chosen.has(option.value);
    label.textContent = option.label;
    return line;
  }));
}
