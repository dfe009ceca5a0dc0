// Words for who cannot see the page, and for who can.

/** Says something to who cannot see it. */
export function say(text) {
  const place = document.getElementById("said");
  place.textContent = "";
  requestAnimationFrame(() => (place.textContent = text));
}

/** A sentence above a form, in sight and read aloud. */
export function notice(form, text) {
  const line = form.querySelector("[data-said-here]") ?? document.createElement("p");
  line.className = "notice notice-warning";
  line.dataset.saidHere = "";
  line.textContent = text;
  form.prepend(line);
  line.scrollIntoView({ block: "nearest" });
  say(text);
}
