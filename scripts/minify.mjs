// Shortens the scripts that Trunk leaves as they are: the glue that wasm-bindgen writes, and boot.js.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { minify } from "terser";

const short = async (text, module) => (await minify(text, { module, compress: { passes: 2 } })).code;

/** boot.js, which index.html names with its hash, in the name and beside it. */
async function shortenBoot(staging) {
  const name = readdirSync(staging).find((name) => /^boot-[0-9a-f]+\.js$/.test(name));
  if (!name) throw new Error(`${staging} holds no boot-….js`);
  const code = await short(readFileSync(join(staging, name), "utf8"), false);
  const digest = (kind, form) => createHash(kind).update(code).digest(form);
  const called = `boot-${digest("sha256", "hex").slice(0, 16)}.js`;
  writeFileSync(join(staging, name), code);
  renameSync(join(staging, name), join(staging, called));
  const page = join(staging, "index.html");
  const html = readFileSync(page, "utf8");
  const tag = new RegExp(`<script\\b[^>]*\\bsrc=["']?[^"'> ]*${name}[^>]*>`).exec(html);
  if (!tag) throw new Error(`${page} does not name ${name}`);
  const changed = tag[0].replace(name, called).replace(/sha384-[\w+/=]+/, `sha384-${digest("sha384", "base64")}`);
  writeFileSync(page, html.replace(tag[0], changed));
}

/** Shortens both programs' glue and boot.js in the folder `staging`. */
export async function shorten(staging) {
  for (const name of readdirSync(staging).filter((name) => /^podyard-(page|reading).*\.js$/.test(name))) {
    const file = join(staging, name);
    writeFileSync(file, await short(readFileSync(file, "utf8"), true));
  }
  await shortenBoot(staging);
}
