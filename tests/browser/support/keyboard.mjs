// What a person does who has no mouse: Tab to it, see where one is, then a key.

import assert from "node:assert/strict";

const MOST_TABS = 80;

/** Presses Tab until `target` has the focus, and insists that the focus can be seen at every stop. */
export async function goTo(page, target) {
  await target.waitFor();
  for (let pressed = 0; pressed < MOST_TABS; pressed += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
    const { where, seen } = await page.evaluate(focus);
    assert.ok(seen, `the focus cannot be seen at ${where} of ${page.url()}`);
  }
  assert.fail(`${MOST_TABS} times Tab do not lead to ${target}`);
}

/** Goes to a field and types. */
export async function type(page, field, text) {
  await goTo(page, field);
  await page.keyboard.type(text);
}

/** Goes to a choice and takes it. */
export async function select(page, choice) {
  await goTo(page, choice);
  if (!(await choice.isChecked())) await page.keyboard.press("Space");
  assert.ok(await choice.isChecked(), `${choice} is chosen`);
}

/** In the page: what has the focus, and whether an outline within the screen shows it, its own or that of the frame around it. */
function focus() {
  const element = document.activeElement;
  // Tab leaves the page after the last stop and comes back to its beginning.
  if (!element || element === document.body) return { where: "the page", seen: true };
  const outlined = (place) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(place);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  const { top, bottom, left, right } = element.getBoundingClientRect();
  const inside = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
  const seen = inside && [element, element.parentElement].some(outlined);
  return { where: element.outerHTML.slice(0, 120), seen };
}
