// The size budget: what a first visit to the sandbox downloads, as a good static host compresses it.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const BUDGET = 200_000; // Bytes of Brotli 11, the whole first load.
const DIST = process.argv[2] ?? "dist";

/** Every file below `dir`. All of them count: the sandbox has nothing that it loads later. */
function files(dir) {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(dir, entry.name)) : [join(dir, entry.name)],
  );
}

function measure(file) {
  const bytes = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return {
    name: relative(DIST, file),
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params }).length,
  };
}

const rows = files(DIST).map(measure).sort((a, b) => b.brotli - a.brotli);
if (!rows.some((row) => row.name.endsWith(".wasm"))) throw new Error(`${DIST} holds no program: build it first`);
const total = rows.reduce(
  (sum, row) => ({ name: "total", raw: sum.raw + row.raw, gzip: sum.gzip + row.gzip, brotli: sum.brotli + row.brotli }),
  { raw: 0, gzip: 0, brotli: 0 },
);
const line = (name, ...cells) => console.log(name.padEnd(44) + cells.map((cell) => String(cell).padStart(10)).join(""));
line("file (bytes)", "raw", "gzip", "brotli");
for (const row of [...rows, total]) line(row.name, row.raw, row.gzip, row.brotli);
console.log(`budget: ${BUDGET} bytes of Brotli, ${BUDGET - total.brotli} left`);
if (total.brotli > BUDGET) {
  console.error(`the first load is ${total.brotli - BUDGET} bytes over the budget`);
  process.exit(1);
}
