// Keeps a request fresh: the server hints at a change, the page fetches itself and swaps what differs.

import { say } from "./say.js";

for (const place of document.querySelectorAll("[data-live]")) {
  let source, timer, busy, again;
  let wait = 1000;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, wait);
    wait = Math.min(wait * 2, 6e4);
  };
  const refresh = async () => {
    if (busy) return (again = true);
    busy = true;
    again = false;
    try {
      const answer = await fetch(location.href);
      if (answer.redirected || /40[134]/.test(answer.status)) return source.close();
      if (!answer.ok) throw answer;
      if (swap(new DOMParser().parseFromString(await answer.text(), "text/html"))) say(place.dataset.said);
      // After a 503 a browser does not go on by itself.
      if (source.readyState === 2) open();
    } catch {
      later();
    } finally {
      busy = false;
      if (again) refresh();
    }
  };
  const open = () => {
    source = new EventSource(place.dataset.live);
    source.addEventListener("opened", ({ data }) => {
      wait = 1000;
      if (document.querySelector("[data-timeline] > li:last-child")?.id !== `event-${data}`) refresh();
    });
    source.addEventListener("changed", refresh);
    source.onerror = () => source.readyState === 2 && later();
  };
  open();
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", ({ persisted }) => persisted && open());
}

/** Replaces marked parts and points out what is new. True: there was something. */
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
