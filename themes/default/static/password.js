// The strength meter of a new password: the server judges, by the rules it has when the form is sent.

for (const input of document.querySelectorAll("[data-strength]")) {
  const meter = document.createElement("meter");
  meter.min = 0;
  meter.max = 4;
  meter.low = 2;
  meter.high = 3;
  meter.optimum = 4;
  meter.setAttribute("aria-hidden", "true");
  const text = document.createElement("p");
  text.setAttribute("role", "status");
  text.className = "help";
  const box = document.createElement("div");
  box.className = "strength";
  box.hidden = true;
  box.append(meter, text);
  input.after(box);

  let asked = 0;
  let waiting;
  const ask = async () => {
    const mine = ++asked;
    if (!input.value) return void (box.hidden = true);
    const answer = await fetch(input.dataset.strength, {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams({ password: input.value }),
    }).catch(() => undefined);
    // An older answer says nothing about what is there now; without one the form itself says what is wrong.
    if (mine !== asked || !answer?.ok) return;
    const judged = await answer.json();
    if (mine !== asked) return;
    meter.value = judged.taken ? judged.score : Math.min(judged.score, 1);
    text.textContent = judged.text;
    box.hidden = false;
  };
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 300);
  });
}
