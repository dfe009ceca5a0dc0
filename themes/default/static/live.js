// Keeps a request's state and history fresh: the server hints that something changed, the page fetches itself and swaps those parts.

import { say } from "./say.js";

for (const place of document.querySelectorAll("[data-live]")) {
  let source;
  let fetching = false;
  let again = false;
  const refresh = async () => {
    if (fetching) return (again = true);
    fetching = true;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (answer.redirected || answer.status === 401) return source.close();
      if (answer.ok && swap(new DOMParser().parseFromString(await answer.text(), "text/html"))) say(place.dataset.said);
    } catch {
    } finally {
      fetching = false;
      if (again) {
        again = false;
        refresh();
      }
    }
  };
  const open = () => {
    source = new EventSource(place.dataset.live);
    source.addEventListener("opened", ({ data }) => {
      if (lastShown() !== `event-${data}`) refresh();
    });
    source.addEventListener("changed", refresh);
  };
  open();
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", ({ persisted }) => persisted && open());
}

function lastShown() {
  return document.querySelector("[data-timeline] > li:last-child")?.id;
}

/** Replaces the marked parts and points out what is new. True when anything changed. */
function swap(fresh) {
  let changed = false;
  const known = new Set([...document.querySelectorAll("[data-timeline] > li")].map((item) => item.id));
  for (const part of document.querySelectorAll("[data-swap]")) {
    const other = fresh.querySelector(`[data-swap="${part.dataset.swap}"]`);
    if (!other || other.innerHTML === part.innerHTML) continue;
    part.className = other.className;
    part.replaceChildren(...other.cloneNode(true).childNodes);
    changed = true;
  }
  for (const item of document.querySelectorAll("[data-timeline] > li")) if (!known.has(item.id)) item.classList.add("new");
  return changed;
}
