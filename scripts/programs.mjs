// Names both programs after their content, each with all its parts, so that no browser pairs an old part with a new one.
// index.html names them: the first to start it, the second for boot.js to load.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// Trunk has named the first one already, before it was split.
const PROGRAMS = [/^podyard-page(-[0-9a-f]+)?(?=(\.js|_bg\.wasm|_later\.wasm)$)/, /^podyard-reading(?=(\.js|_bg\.wasm)$)/];

/** Renames the parts of a program in the folder `staging`; returns its old name and its new one. */
function rename(staging, program) {
  const parts = readdirSync(staging).filter((name) => program.test(name)).sort();
  if (parts.length < 2) throw new Error(`${staging} lacks a part of ${program}`);
  const [old] = program.exec(parts[0]);
  const hash = createHash("sha256");
  for (const part of parts) hash.update(readFileSync(join(staging, part)));
  const called = `${/^podyard-[a-z]+/.exec(old)[0]}-${hash.digest("hex").slice(0, 16)}`;
  for (const part of parts) renameSync(join(staging, part), join(staging, called + part.slice(old.length)));
  return [old, called];
}

/** Renames both programs in the folder `staging`, and says so in its index.html. */
export function name(staging) {
  const page = join(staging, "index.html");
  let html = readFileSync(page, "utf8");
  for (const program of PROGRAMS) {
    const [old, called] = rename(staging, program);
    if (!html.includes(old)) throw new Error(`${page} does not name ${old}`);
    html = html.replaceAll(old, called);
  }
  writeFileSync(page, html);
}
