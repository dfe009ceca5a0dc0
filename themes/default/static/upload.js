// Sends files as soon as they are chosen, shows progress, can stop, and sends no byte of what is too large.

import { say } from "./say.js";

for (const box of document.querySelectorAll("[data-upload]:not([data-upload=''])")) enhance(box);

function enhance(box) {
  const { upload, name, maxBytes, maxCount } = box.dataset;
  const texts = JSON.parse(box.dataset.texts);
  const list = box.querySelector("[data-files]");
  const input = box.querySelector("input[type=file]");
  const drop = box.querySelector(".drop");
  const waiting = [];
  let running = 0;

  const take = (files) => {
    for (const file of files) {
      if (list.querySelectorAll("li:not([data-refused])").length >= Number(maxCount)) {
        refuse(line(file), texts.many);
      } else if (file.size > Number(maxBytes)) {
        refuse(line(file), `${file.name} ${texts.large}`);
      } else {
        waiting.push([file, line(file)]);
      }
    }
    next();
  };

  const next = () => {
    while (running < 2 && waiting.length) {
      running += 1;
      send(...waiting.shift());
    }
  };

  const line = (file) => {
    const item = document.createElement("li");
    const picture = document.createElement(file.type.startsWith("image/") ? "img" : "span");
    if (picture.localName === "img") {
      picture.alt = "";
      picture.src = URL.createObjectURL(file);
    }
    const label = document.createElement("span");
    label.className = "name";
    label.textContent = file.name;
    item.append(picture, label, document.createElement("span"), button(texts.remove, file.name, () => remove(item)));
    list.append(item);
    return item;
  };

  const button = (word, about, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "quiet";
    made.textContent = word;
    made.setAttribute("aria-label", `${word}: ${about}`);
    made.addEventListener("click", act);
    return made;
  };

  const remove = (item) => {
    item.request?.abort();
    item.remove();
    input.focus();
  };

  const refuse = (item, text) => {
    item.dataset.refused = "";
    item.querySelector("progress")?.remove();
    const problem = document.createElement("p");
    problem.className = "problem";
    problem.textContent = text;
    item.append(problem);
    say(text);
  };

  const send = (file, item) => {
    const request = (item.request = new XMLHttpRequest());
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    item.append(bar);
    const [stop] = item.querySelectorAll("button");
    stop.textContent = texts.cancel;
    const done = () => {
      running -= 1;
      stop.textContent = texts.remove;
      next();
    };
    request.upload.addEventListener("progress", (event) => (bar.value = event.loaded / event.total));
    request.addEventListener("abort", done);
    request.addEventListener("error", () => {
      done();
      failed(file, item);
    });
    request.addEventListener("load", () => {
      done();
      // It would be refused again.
      if (request.status === 422) return refuse(item, `${file.name} – ${reason(request) ?? texts.failed}`);
      if (request.status !== 201 && request.status !== 200) return failed(file, item);
      bar.remove();
      const hidden = document.createElement("input");
      hidden.type = "hidden";
      hidden.name = name;
      hidden.value = JSON.parse(request.responseText).id;
      item.append(hidden);
      say(`${file.name} ${texts.done}`);
    });
    const body = new FormData();
    body.append("file", file);
    request.open("POST", upload);
    request.setRequestHeader("accept", "application/json");
    request.send(body);
  };

  const reason = (request) => {
    try {
      return JSON.parse(request.responseText).text;
    } catch {
      // Not our answer, but somebody's in between.
    }
  };

  const failed = (file, item) => {
    refuse(item, `${file.name} ${texts.failed}`);
    const again = button(texts.retry, file.name, () => {
      item.remove();
      take([file]);
    });
    item.querySelector(".problem").append(" ", again);
  };

  input.addEventListener("change", () => {
    take([...input.files]);
    // The file goes on its own; the form must not send it a second time.
    input.value = "";
  });
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  document.addEventListener("paste", (event) => {
    if (event.clipboardData?.files.length) take([...event.clipboardData.files]);
  });
  box.closest("form").addEventListener("submit", (event) => {
    if (!running || event.submitter?.value === "back") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    list.querySelector("progress")?.scrollIntoView({ block: "center" });
  }, true);
}
