// Writes the service worker, sw.js, from worker.js: which files there are, and a version that changes with any of them.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Loaded only by who saves a run as a page of its own, installs Podyard, writes content or reads without it: not worth keeping for everybody. */
const ASKED_FOR = /^(replay\.html|sw\.js|(icons|schemas|lessons)\/.*)$/;

/** Trunk's hash in a file's name: a number in hexadecimal without leading zeros, so not always of sixteen digits. */
const HASH = /-[0-9a-f]{8,16}(?=[._])/;

/** The name of a built file without its hash: `podyard-page_bg.wasm`. */
export const withoutHash = (name) => name.replace(HASH, "");

/** Every file below `dir`, with `/` between folders. */
const files = (dir, prefix = "") =>
  readdirSync(join(dir, prefix), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(dir, `${prefix}${entry.name}/`) : [prefix + entry.name]).sort();

/** Writes it into the folder `staging`, and its name into index.html, where boot.js finds it. */
export function writeWorker(staging) {
  const index = join(staging, "index.html");
  const html = readFileSync(index, "utf8");
  if (!html.includes("<html")) throw new Error(`${index} has no <html> tag`);
  writeFileSync(index, html.replace("<html", `<html data-worker="sw.js"`));
  const kept = files(staging).filter((name) => !ASKED_FOR.test(name));
  const hash = createHash("sha256");
  for (const name of kept) hash.update(name).update(readFileSync(join(staging, name)));
  const list = kept.map((name) => (name === "index.html" ? "" : name));
  const source = readFileSync(new URL("../worker.js", import.meta.url), "utf8");
  const named = list.filter((name) => HASH.test(name));
  const stale = list.filter((name) => /\.(js|wasm)$/.test(name) && !named.includes(name));
  if (stale.length > 0) throw new Error(`${stale} carry no hash: a browser would mix them with another version's`);
  const written = source
    .replace("__VERSION__", hash.digest("hex").slice(0, 16))
    .replace("__FILES__", JSON.stringify(list))
    .replace("__NAMED__", JSON.stringify(named));
  if (/__[A-Z]+__/.test(written)) throw new Error("worker.js has a place that nothing fills");
  writeFileSync(join(staging, "sw.js"), written);
}
