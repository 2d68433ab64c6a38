// After one visit Podyard works without a network; a new version announces itself and is taken at a press.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DIST, serve } from "../../scripts/serve.mjs";
import { withoutHash } from "../../scripts/worker.mjs";
import { pageTest, setUp, until } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

/** A copy of the built page with a server of its own, for as long as `use` takes. */
async function withSite(use) {
  const root = mkdtempSync(join(tmpdir(), "podyard-site-"));
  cpSync(DIST, root, { recursive: true });
  const site = await serve({ root, base: "/deep/sub/path/" });
  try {
    await use({ ...site, root });
  } finally {
    await site.close();
    rmSync(root, { recursive: true });
  }
}

/** Opens the page and waits until the service worker has kept everything. */
async function visit(page, url) {
  await page.goto(`${url}#/sandbox`);
  await sandbox.button(page, "Play").waitFor();
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active.state);
}

const OTHER = /request to another origin/; // The site of these tests has a server, and so an origin, of its own.
const GONE = /request to another origin|ERR_CONNECTION|ERR_INTERNET|Failed to load resource/;

pageTest("after one visit a rollout and a quiz work without a network", { route: null, expected: GONE }, async (page) => {
  await withSite(async ({ url, close }) => {
    await visit(page, url);
    await close(); // The network is gone for the page and for its worker alike.
    await page.reload();
    await sandbox.step(page, "Roll out v2");
    await sandbox.play(page);
    await page.getByText("v2 is live", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Practice" }).click();
    await page.getByRole("button", { name: "Start", exact: true }).waitFor();
    await page.evaluate(() => { location.hash = "#/quiz/strategies"; });
    await page.getByRole("radio", { name: /alongside .*subset of traffic/i }).check();
    await page.getByRole("button", { name: "Check answer" }).click();
    await page.getByRole("status").filter({ hasText: "Right." }).first().waitFor();
    await page.getByRole("link", { name: "About" }).click();
    await page.getByRole("heading", { level: 1, name: "About Podyard" }).waitFor();
    await page.goto(`${url}?from=home#/quiz/traffic`);
    await page.getByRole("heading", { level: 1, name: "Who gets which version" }).waitFor();
  });
});

pageTest("each named part is loaded once for a first visit, the worker's copy included", { route: null, expected: OTHER }, async (page) => {
  await withSite(async ({ url, asked }) => {
    await visit(page, url);
    const parts = asked.filter((path) => /podyard-page-/.test(path)).map((path) => withoutHash(path.replace(/^.*\//, "")));
    assert.deepEqual(parts.sort(), ["podyard-page.js", "podyard-page_bg.wasm"]);
  });
});

/** Makes the site at `root` another build: another title, and so another version. */
function rebuild(root) {
  const change = (name, edit) => writeFileSync(join(root, name), edit(readFileSync(join(root, name), "utf8")));
  change("index.html", (text) => text.replace(/<title>[^<]*/, "<title>Podyard, a newer build"));
  change("sw.js", (text) => text.replace(/VERSION = "[0-9a-f]+"/, 'VERSION = "0123456789abcdef"'));
}

pageTest("a new version announces itself, changes nothing, and is taken at a press", { route: null, expected: OTHER }, async (page) => {
  await withSite(async ({ url, root }) => {
    await visit(page, url);
    await page.reload(); // From now on the worker answers.
    await sandbox.step(page, "Roll out v2");
    await until("the rollout runs", async () => (await sandbox.events(page)).length > 0);
    rebuild(root);
    // Another tab finds it, as a page does when it is opened; asked by script, Chromium takes a minute to look.
    const other = await page.context().newPage();
    await other.goto(url);
    const news = page.getByRole("status").filter({ hasText: "A new version of Podyard is ready" });
    await news.waitFor();
    await other.close();
    assert.match(await page.title(), /training ground/, "the running session is the old version's");
    assert.ok((await sandbox.events(page)).length > 0);
    await page.getByRole("button", { name: "Reload with it" }).click();
    await until("the new version is there", async () => /newer build/.test(await page.title()));
    await sandbox.button(page, "Play").or(sandbox.button(page, "Pause")).waitFor();
    await until("the run is there", async () => (await sandbox.events(page)).length > 0);
    const caches = await page.evaluate(() => window.caches.keys());
    assert.equal(caches.length, 1, "the old version's files are gone");
  });
});

const forbidWorkers = () => {
  Object.defineProperty(navigator, "serviceWorker", { get: () => { throw new DOMException("not here", "SecurityError"); } });
};

pageTest("a browser that forbids workers loses nothing else", { init: forbidWorkers }, async (page) => {
  await sandbox.step(page, "Roll out v2");
  await sandbox.play(page);
  await page.getByText("v2 is live", { exact: true }).waitFor();
  assert.equal(await page.locator("html").getAttribute("data-offline"), "no");
});
