// Cuts the first program in two: what a first visit runs, and the rest, which scripts/later.js fetches.
//
// What a first visit runs is measured, not guessed: Binaryen's wasm-split notes which functions are called while the
// page is opened and looked around in, on a desk and on a phone. A person's first move fetches the rest.

import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "./chromium.mjs";
import { serve } from "./serve.mjs";

const FEATURES = ["bulk-memory", "mutable-globals", "nontrapping-float-to-int", "sign-ext", "multivalue"];
const VIEWPORTS = [{ width: 1366, height: 768 }, { width: 390, height: 844 }];
const SETTLED = 500; // How long the page is left alone once it is drawn, ms.

const TABS = 30; // Presses of the tab key that go through every kind of control.

/** Places across the whole page, as a hand would cross it. */
const path = ({ width, height }) =>
  Array.from({ length: 144 }, (_, at) => ({ x: ((at % 12) + 0.5) * (width / 12), y: (Math.floor(at / 12) + 0.5) * (height / 12) }));

const tool = (...args) =>
  execFileSync("wasm-split", [...FEATURES.map((name) => `--enable-${name}`), ...args], { stdio: ["ignore", "inherit", "inherit"] });

/** Opens the page and returns which functions ran, as wasm-split writes it. */
async function visit(browser, url, viewport) {
  const page = await browser.newPage({ viewport });
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  // The glue keeps the program's exports to itself, so the instance is taken where the browser makes it.
  await page.addInitScript(() => {
    for (const name of ["instantiate", "instantiateStreaming"]) {
      const make = WebAssembly[name];
      WebAssembly[name] = async (...args) => {
        const made = await make.apply(WebAssembly, args);
        window.podyardExports = (made.instance ?? made).exports;
        return made;
      };
    }
  });
  await page.goto(`${url}#/sandbox`);
  await page.getByRole("button", { name: "Start", exact: true }).waitFor();
  await page.waitForTimeout(SETTLED);
  // What a person's first move itself sets off is of the first part too: the later one is only then asked for.
  for (const { x, y } of path(viewport)) await page.mouse.move(x, y);
  for (let press = 0; press < TABS; press += 1) await page.keyboard.press("Tab");
  const profile = await page.evaluate(() => {
    const { memory, __write_profile: write } = window.podyardExports;
    const size = write(0, 0);
    const at = memory.buffer.byteLength;
    memory.grow(Math.ceil(size / 65_536));
    write(at, size);
    return [...new Uint8Array(memory.buffer, at, size)];
  });
  await page.close();
  if (faults.length > 0) throw new Error(`the visit of ${url} failed: ${faults.join("; ")}`);
  return Buffer.from(profile);
}

/** One profile for each viewport, as files in `work`. */
async function profiles(work, site) {
  const server = await serve({ root: site });
  const browser = await launch();
  try {
    const files = [];
    for (const [index, viewport] of VIEWPORTS.entries()) {
      const file = join(work, `${index}.profile`);
      writeFileSync(file, await visit(browser, server.url, viewport));
      files.push(file);
    }
    return files;
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Splits the first program in the folder `staging`. */
export async function split(staging) {
  const name = readdirSync(staging).find((file) => /^podyard-page.*_bg\.wasm$/.test(file));
  if (!name) throw new Error(`${staging} holds no podyard-page…_bg.wasm`);
  const program = join(staging, name);
  const work = mkdtempSync(join(tmpdir(), "podyard-split-"));
  try {
    const site = join(work, "site");
    cpSync(staging, site, { recursive: true });
    tool("--instrument", program, "-o", join(site, name));
    const merged = join(work, "merged.profile");
    tool("--merge-profiles", ...(await profiles(work, site)), "-o", merged);
    const parts = ["first", "later"].map((part) => join(work, `${part}.wasm`));
    tool(program, "--profile", merged, "--export-prefix", "%", "-o1", parts[0], "-o2", parts[1]);
    writeFileSync(program, readFileSync(parts[0]));
    writeFileSync(program.replace("_bg.wasm", "_later.wasm"), readFileSync(parts[1]));
    patch(program.replace("_bg.wasm", ".js"));
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** The glue hands the first part placeholders for what the later one holds. */
function patch(file) {
  const glue = readFileSync(file, "utf8");
  const imports = /"\.\/podyard-page_bg\.js": import0,/;
  if (!imports.test(glue)) throw new Error(`${file}: its imports are not where wasm-bindgen used to write them`);
  const patched = glue.replace(imports, (found) => `${found}\n        placeholder: placeholders(),`);
  writeFileSync(file, patched + readFileSync(new URL("later.js", import.meta.url), "utf8"));
}
