// What every end-to-end test shares: one browser, a static server under a sub-path, and a fresh context per test
// which fails the test on anything that must never happen, whatever the test is about.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../../scripts/chromium.mjs";
import { serve } from "../../scripts/serve.mjs";

// Virtual minutes pass in a second at x64, but the machine may be slow: waiting is for a state, never for this time.
const PATIENCE = 30_000;

let browser;
let site;

/** Registers the browser and the server of a test file. Call it once, at the top. */
export function setUp() {
  before(async () => {
    site = await serve();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });
}

/** Notes everything that fails a test by itself; returns the list, which grows while the page lives. */
async function watch(context, page) {
  const faults = [];
  const origin = new URL(site.url).origin;
  await context.exposeBinding("podyardFault", (_, text) => faults.push(text));
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) =>
      window.podyardFault(`CSP: ${event.violatedDirective} refused ${event.blockedURI} (${event.sample})`));
  });
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`page error: ${error.message}`));
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith("data:") && new URL(url).origin !== origin) faults.push(`request to another origin: ${url}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`${response.status()} for ${response.url()}`);
  });
  return faults;
}

/**
 * One test in a context of its own. `options`:
 *   route    the hash to open, "#/sandbox" unless told; null leaves opening to the test
 *   context  options of the browser context (viewport, colorScheme, …)
 *   init     a function run in the page before any of its scripts
 *   expected a pattern of faults that this test provokes on purpose
 * `body` is given the page, and the test to be skipped where it cannot be made.
 */
export function pageTest(title, options, body) {
  test(title, { timeout: 4 * PATIENCE }, async (t) => {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, ...options.context });
    try {
      context.setDefaultTimeout(PATIENCE);
      const page = await context.newPage();
      const faults = await watch(context, page);
      if (options.init) await context.addInitScript(options.init);
      if (options.route !== null) await open(page, options.route ?? "#/sandbox");
      await body(page, t);
      const unexpected = faults.filter((fault) => !options.expected?.test(fault));
      assert.deepEqual(unexpected, [], "the page did what it must never do");
    } finally {
      await context.close();
    }
  });
}

/** Opens a route and waits until the program has drawn it in place of the first frame. */
export async function open(page, route) {
  await page.goto(site.url + route);
  await live(page);
}

/** Waits until the program has drawn the page, as after a reload. */
export async function live(page) {
  await page.waitForFunction(() => document.querySelector("#app main") && !document.querySelector("#app .first"));
  await page.getByRole("heading", { level: 1 }).waitFor();
}

/** The address of the page without a hash. */
export const address = () => site.url;

/** Asks again until `probe` returns something true, and returns it; else fails with `what` and the last answer. */
export async function until(what, probe, patience = PATIENCE) {
  const end = Date.now() + patience;
  let last;
  do {
    last = await probe();
    if (last) return last;
    await new Promise((done) => setTimeout(done, 50));
  } while (Date.now() < end);
  return assert.fail(`waited ${patience} ms in vain until ${what}`);
}
