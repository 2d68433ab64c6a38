// Names the program of the pages one reads after its content, as Trunk does with the first one, so that no browser pairs
// an old half with a new one. index.html tells boot.js the name.

import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const NAME = "podyard-reading";

/** Renames the program in the folder `staging`, and says so in its index.html. */
export function name(staging) {
  const parts = [".js", "_bg.wasm"].map((end) => ({ end, file: join(staging, NAME + end) }));
  const hash = createHash("sha256");
  for (const { file } of parts) hash.update(readFileSync(file));
  const called = `${NAME}-${hash.digest("hex").slice(0, 16)}`;
  const page = join(staging, "index.html");
  const html = readFileSync(page, "utf8");
  const place = new RegExp(`data-program="?${NAME}"?`); // Minifying drops the quotes.
  if (!place.test(html)) throw new Error(`${page}: nothing says data-program="${NAME}"`);
  writeFileSync(page, html.replace(place, `data-program="${called}"`));
  for (const { end, file } of parts) renameSync(file, join(staging, called + end));
}
