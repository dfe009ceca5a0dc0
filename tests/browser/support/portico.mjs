// Starts the real program with its demonstration data, or as a new installation, each time in a new folder, and stops it again.

import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
export const PROGRAM = process.env.PORTICO_BIN ?? path.join(ROOT, "target/debug/portico");
const START_MS = 60_000;
const STOP_MS = 15_000;

/**
 * A running Portico: `address` without a slash at its end, `log()` for what it printed, `stop()`. `files` are put beside its data. A new
 * installation (`isNew`) has nothing but what its `portal.toml` says.
 */
export async function startPortico({ files = {}, isNew = false } = {}) {
  const data = await mkdtemp(path.join(tmpdir(), "portico-browser-"));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(data, name), text.replaceAll("$DATA", data));
  const configured = files["portal.toml"] ? ["--config", path.join(data, "portal.toml")] : [];
  const command = isNew ? ["serve"] : ["demo", "--port", "0", "--data", data, "--fresh"];
  const child = spawn(PROGRAM, [...configured, ...command], { cwd: isNew ? data : ROOT, stdio: ["ignore", "pipe", "pipe"] });
  // A test runner that gives up ends this process, and nobody else would end the server.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const printed = [];
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(`it ended with ${signal ?? code}`));
  });
  const stop = async () => {
    child.kill("SIGTERM");
    const how = await Promise.race([ended, after(STOP_MS)]);
    process.off("exit", kill);
    kill();
    await rm(data, { recursive: true, force: true });
    if (how === undefined) {
      throw new Error(`Portico did not stop within ${STOP_MS} ms of SIGTERM\n${printed.join("")}`);
    }
  };
  const found = readyAt(child, printed);
  const address = await Promise.race([found, ended.then((how) => ({ how })), after(START_MS)]);
  if (typeof address !== "string") {
    await stop().catch(() => {});
    throw new Error(`${PROGRAM} printed no address: ${address?.how ?? "too slow"}\n${printed.join("")}`);
  }
  return { address, data, log: () => printed.join(""), stop };
}

/** The address of the line that says it is ready. */
function readyAt(child, printed) {
  return new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        printed.push(text);
        const found = /^ready (https?:\/\/\S+)$/m.exec(printed.join("")) ?? /serving address=(\S+)/.exec(printed.join(""));
        if (found) resolve(found[1].startsWith("http") ? found[1] : `http://${found[1]}`);
      });
    }
  });
}

function after(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
