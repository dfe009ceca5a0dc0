// What the tests of a file share: a browser, and where they all look at the same one, a Portico.

import { after, before } from "node:test";
import { launch } from "./browser.mjs";
import { startPortico } from "./portico.mjs";

/** A browser for all tests of the file: `running.browser`. */
export function withBrowser() {
  const running = {};
  before(async () => {
    running.browser = await launch();
  });
  after(() => running.browser?.close());
  return running;
}

/** A browser and a Portico for all tests of the file; `running.address` is where it answers. */
export function withPortico() {
  const running = withBrowser();
  let portico;
  before(async () => {
    portico = await startPortico();
    running.address = portico.address;
  });
  after(() => portico?.stop());
  return running;
}
