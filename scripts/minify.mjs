// Trunk's post_build hook: shortens the glue that wasm-bindgen writes, which Trunk leaves as it is.
//
// Development builds stay readable.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { minify } from "terser";

const staging = process.env.TRUNK_STAGING_DIR;
if (staging && process.env.TRUNK_PROFILE === "release") {
  for (const name of readdirSync(staging).filter((name) => /^podyard-page-.*\.js$/.test(name))) {
    const file = join(staging, name);
    const { code } = await minify(readFileSync(file, "utf8"), { module: true, compress: { passes: 2 } });
    writeFileSync(file, code);
  }
}
