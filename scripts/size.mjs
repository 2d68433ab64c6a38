// The size budget: what a first visit to the sandbox downloads, as a good static host compresses it.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const BUDGET = 200_000; // Bytes of Brotli 11, the whole first load.
const DIST = process.argv[2] ?? "dist";

/** Every file below `dir`. */
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

/** Everything counts but what is fetched at a person's first move or to save a replay, and what boot.js asks for with a page that one reads. */
const comesLater = ({ name }) => /_later\.wasm$|^replay\.html$|^(tabs|quiz)-.*\.css$/.test(name);
const isReading = ({ name }) => name.startsWith("podyard-reading-");
const add = (rows, name) =>
  rows.reduce(
    (sum, row) => ({ name, raw: sum.raw + row.raw, gzip: sum.gzip + row.gzip, brotli: sum.brotli + row.brotli }),
    { name, raw: 0, gzip: 0, brotli: 0 },
  );

const rows = files(DIST).map(measure).sort((a, b) => b.brotli - a.brotli);
const later = rows.filter(comesLater);
const reading = rows.filter(isReading);
const first = rows.filter((row) => !comesLater(row) && !isReading(row));
for (const part of [first, later, reading]) {
  if (!part.some((row) => row.name.endsWith(".wasm"))) throw new Error(`${DIST} lacks a program: build it first`);
}
const total = add(first, "total of the first load");
const line = (name, ...cells) => console.log(name.padEnd(44) + cells.map((cell) => String(cell).padStart(10)).join(""));
line("file (bytes)", "raw", "gzip", "brotli");
for (const row of [...first, total, ...later, ...reading, add(reading, "total of quiz and About")]) {
  line(row.name, row.raw, row.gzip, row.brotli);
}
console.log(`budget: ${BUDGET} bytes of Brotli, ${BUDGET - total.brotli} left`);
if (total.brotli > BUDGET) {
  console.error(`the first load is ${total.brotli - BUDGET} bytes over the budget`);
  process.exit(1);
}
