// How soon a built page is painted and alive on a slow line, as a good static host serves it: 1.6 Mbit/s, 150 ms, Brotli 11.
// Nothing is kept from a visit before, but what the page itself stores: the worst case of each. It prints figures and judges
// nothing; what holds on any machine is a test (tests/e2e/loading.test.mjs).

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { launch } from "./chromium.mjs";
import { button, step } from "../tests/e2e/sandbox.mjs";
import { DIST, TYPES } from "./serve.mjs";

const LINE = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 1.6e6 / 8 };
const RUNS = 5;

/** A server that has compressed each file once. */
async function serveBrotli() {
  const packed = new Map();
  const pack = (name) => {
    const bytes = readFileSync(join(DIST, name));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    return brotliCompressSync(bytes, { params });
  };
  const server = createServer((request, response) => {
    const name = new URL(request.url, "http://localhost").pathname.slice(1) || "index.html";
    try {
      if (!packed.has(name)) packed.set(name, pack(name));
      response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream", "content-encoding": "br" });
      response.end(packed.get(name));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => { server.close(); server.closeAllConnections(); } };
}

/** Runs inside the page, before anything of its own: notes when the program has taken over, and each block of the main thread. */
function observe() {
  const seen = { live: null, blocks: [] };
  new PerformanceObserver((list) => seen.blocks.push(...list.getEntries().map((entry) => entry.duration)))
    .observe({ type: "longtask", buffered: true });
  const look = () => {
    if (document.querySelector("#app main") && !document.querySelector("#app .first")) seen.live ??= performance.now();
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
  window.podyardLoading = () => ({ ...seen, painted: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null });
}

async function visit(browser, url, route, before) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, serviceWorkers: "block" });
  const page = await context.newPage();
  if (before) {
    await page.goto(`${url}#/sandbox`);
    await before(page);
    await page.goto("about:blank");
  }
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  await session.send("Network.emulateNetworkConditions", LINE);
  await page.addInitScript(observe);
  await page.goto(url + route);
  await page.waitForFunction(() => window.podyardLoading().live !== null);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForTimeout(500);
  const { live, painted, blocks } = await page.evaluate(() => window.podyardLoading());
  await context.close();
  return { live, painted, block: Math.max(0, ...blocks) };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** A rollout of v2 that is over, and another run. */
async function twoRuns(page) {
  await step(page, "Roll out v2");
  await page.waitForTimeout(3_000);
  await button(page, "Pause").click();
  await page.waitForTimeout(500);
}

const VISITS = [
  ["the bare address", "", null],
  ["a link with a branch", "#/sandbox?strategy=canary&replicas=6&e=5.dw.n", null],
  ["a visitor with stored runs", "", twoRuns],
];

const site = await serveBrotli();
const browser = await launch();
try {
  console.log(`1.6 Mbit/s, 150 ms, Brotli, median of ${RUNS} visits; the goals: painted 0.5 s, live 3.0 s, no block over 100 ms`);
  for (const [name, route, before] of VISITS) {
    const visits = [];
    for (let run = 0; run < RUNS; run += 1) visits.push(await visit(browser, site.url, route, before));
    const of = (what) => median(visits.map((one) => one[what]));
    const seconds = (ms) => `${(ms / 1_000).toFixed(2)} s`;
    const longest = Math.max(...visits.map((one) => one.block));
    console.log(`${name.padEnd(28)}painted ${seconds(of("painted"))}, live ${seconds(of("live"))}, longest block ${of("block").toFixed(0)} ms (worst ${longest.toFixed(0)})`);
  }
} finally {
  await browser.close();
  site.close();
}
