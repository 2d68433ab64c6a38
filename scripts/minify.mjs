// Shortens the glue that wasm-bindgen writes, which Trunk leaves as it is.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { minify } from "terser";

/** Shortens both programs' glue in the folder `staging`. */
export async function shorten(staging) {
  for (const name of readdirSync(staging).filter((name) => /^podyard-(page|reading).*\.js$/.test(name))) {
    const file = join(staging, name);
    const { code } = await minify(readFileSync(file, "utf8"), { module: true, compress: { passes: 2 } });
    writeFileSync(file, code);
  }
}
