// The size budgets, as a good static host compresses: the first frame; page and program, which everybody loads; and the
// questions, which come when they are opened.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

// Bytes of Brotli 11.
const FIRST_FRAME = 25_000;
// The goal is 550,000 with everything in it. The language of goals is in it now, which steps are recognised by and which lessons will
// be too; what comes next has to come as content when it is opened.
const WHOLE = 820_000;
/** Content, which comes when it is opened: questions of about 250 bytes each, exercises of about 900, lessons of about 3,500. */
const CONTENT = { quizzes: 66_000, exercises: 30_000, lessons: 45_000 };
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

/** Loaded only by who saves a run as a page, installs Podyard, writes content or reads lessons without it. */
const isAskedFor = ({ name }) => /^(replay\.html$|icons\/|schemas\/|lessons\/)/.test(name);
/** Loaded by who opens Practice, a question beside the cluster, or Learn. */
const isContent = ({ name }) => /^(quizzes|exercises|lessons)-.*\.yaml$/.test(name);
const add = (rows, name) =>
  rows.reduce(
    (sum, row) => ({ name, raw: sum.raw + row.raw, gzip: sum.gzip + row.gzip, brotli: sum.brotli + row.brotli }),
    { name, raw: 0, gzip: 0, brotli: 0 },
  );

const rows = files(DIST).map(measure).sort((a, b) => b.brotli - a.brotli);
const [asked, loaded] = [rows.filter(isAskedFor), rows.filter((row) => !isAskedFor(row) && !isContent(row))];
const content = rows.filter(isContent);
const page = rows.find((row) => row.name === "index.html");
if (!page || !loaded.some((row) => row.name.endsWith(".wasm"))) throw new Error(`${DIST} lacks the page or its program: build it first`);
if (content.length !== 3) throw new Error(`${DIST} lacks the questions, the exercises or the lessons`);
const whole = add(loaded, "total of page and program");
const line = (name, ...cells) => console.log(name.padEnd(44) + cells.map((cell) => String(cell).padStart(10)).join(""));
line("file (bytes)", "raw", "gzip", "brotli");
for (const row of [...loaded, whole, ...content, add([whole, ...content], "total of a whole visit"), ...asked]) line(row.name, row.raw, row.gzip, row.brotli);
let over = false;
for (const [what, { brotli }, budget] of [["first frame (index.html)", page, FIRST_FRAME], ["page and program", whole, WHOLE], ...content.map((row) => [row.name, row, CONTENT[row.name.split("-")[0]]])]) {
  console.log(`${what}: ${brotli} bytes of Brotli, budget ${budget}, ${budget - brotli} left`);
  over ||= brotli > budget;
}
if (over) {
  console.error("over budget");
  process.exit(1);
}
