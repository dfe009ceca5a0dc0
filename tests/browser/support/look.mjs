// Looks at a page as it is: no barriers, nothing beside the screen, in light and dark, on a phone and on a desk.

import { SCHEMES, picture } from "./browser.mjs";
import { assertAccessible, assertFits } from "./checks.mjs";

/** What looks at the pages of one file; `about` begins the names of its pictures. Without JavaScript only the widths are looked at. */
export function lookAs(about) {
  return async (page, name, javascript) => {
    for (const colorScheme of javascript ? SCHEMES : ["light"]) {
      await page.emulateMedia({ colorScheme });
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        const where = `${name} (${colorScheme}, ${width} px)`;
        await assertFits(page, where);
        if (javascript) await assertAccessible(page, where);
        await picture(page, `${about}-${name}-${colorScheme}-${width}`);
      }
    }
  };
}
