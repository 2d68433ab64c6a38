// How the page comes: painted at once from index.html, then alive by one program, without a jump and without a wait.

import assert from "node:assert/strict";
import { address, open, pageTest, setUp, until } from "./page.mjs";
import { withoutHash } from "../../scripts/worker.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

/** Holds the program back until the returned function is called. */
async function hold(page) {
  let go;
  const told = new Promise((done) => (go = done));
  await page.route("**/*.wasm", async (route) => {
    await told;
    await route.continue();
  });
  return go;
}

/** The visible text, a line each, without what is said only while the page comes. */
const text = (page) => page.locator("#app").innerText();
const isLive = (page) => page.waitForFunction(() => document.querySelector("#app main") && !document.querySelector("#app .first"));

for (const [what, viewport] of [["a desk", { width: 1366, height: 768 }], ["a phone", { width: 390, height: 844 }]]) {
  for (const route of ["", "#/sandbox", "#/quiz", "#/learn", "#/about"]) {
    pageTest(`on ${what} the first frame of ${route || "the bare address"} and the live one say the same, at the same places`,
      { route: null, context: { viewport } }, async (page) => {
        const go = await hold(page);
        // They come after the program, as a file of their own.
        await page.route(/(quizzes|exercises|lessons)-.*\.yaml$/, () => {});
        await page.goto(address() + route);
        const places = () => page.evaluate(() =>
          [...document.querySelectorAll("#app :is(h1, h2, h3, button, label, .pod)")]
            .filter((one) => one.getClientRects().length > 0)
            .map((one) => {
              const { x, y } = one.getBoundingClientRect();
              return `${one.textContent} ${Math.round(x)} ${Math.round(y)}`;
            }));
        const [first, before] = [await text(page), await places()];
        const says = { "": /Version 1 answers every request/, "#/sandbox": /Version 1 is serving traffic/, "#/quiz": /The questions are coming/, "#/learn": /It is being fetched/, "#/about": /What is simplified/ };
        assert.match(first, says[route]);
        go();
        await isLive(page);
        assert.equal(await text(page), first);
        assert.deepEqual(await places(), before);
      });
  }
}

pageTest("what is pressed and typed before the program is there is done once it is", { route: null }, async (page) => {
  const go = await hold(page);
  await page.goto(`${address()}#/sandbox`);
  await sandbox.field(page, "Replicas").fill("6");
  await sandbox.button(page, "Play").click();
  assert.equal(await sandbox.button(page, "Play").getAttribute("aria-busy"), "true");
  go();
  await isLive(page);
  await sandbox.button(page, "Pause").waitFor();
  await until("six pods", async () => (await page.locator(".scene .pod").count()) === 6);
});

pageTest("the focus stays where it was while the program takes over", { route: null }, async (page) => {
  const go = await hold(page);
  await page.goto(`${address()}#/sandbox`);
  await sandbox.field(page, "Replicas").focus();
  go();
  await isLive(page);
  assert.equal(await page.evaluate(() => document.activeElement.labels?.[0]?.textContent), "Replicas");
});

/** Notes long tasks and synchronous requests from before the first script on. */
function watch() {
  window.blocks = [];
  new PerformanceObserver((list) => window.blocks.push(...list.getEntries().map((entry) => entry.duration)))
    .observe({ type: "longtask", buffered: true });
  window.synchronous = 0;
  const { open } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function (method, url, asynchronous = true, ...rest) {
    if (!asynchronous) window.synchronous += 1;
    return open.call(this, method, url, asynchronous, ...rest);
  };
}

/** A visit: what it asks for, and what blocks it. */
async function visit(page, route) {
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(address() + route);
  await isLive(page);
  await page.getByRole("heading", { level: 1 }).waitFor();
  return asked.map((url) => withoutHash(url.slice(address().length).replace(/#.*$/, ""))).sort();
}

const PARTS = ["", "favicon.svg", "manifest.webmanifest", "podyard-page.js", "podyard-page_bg.wasm"];
const isPart = (name) => PARTS.includes(name);

for (const [what, route] of [["the bare address", ""], ["a link with a branch", "#/sandbox?strategy=canary&replicas=6&v=2&e=5.dw.q!('scale':'deployment/web-v1','replicas':4)$"]]) {
  pageTest(`${what} asks for each part once, and for nothing synchronously`, { route: null, init: watch }, async (page) => {
    const asked = await visit(page, route);
    assert.deepEqual(asked.filter((name) => !isPart(name)), []);
    for (const name of ["", "podyard-page.js", "podyard-page_bg.wasm"]) {
      assert.equal(asked.filter((other) => other === name).length, 1, `${name} of ${asked}`);
    }
    assert.equal(await page.evaluate(() => window.synchronous), 0);
  });
}

pageTest("who comes back with runs finds them, by the same requests", { init: watch }, async (page) => {
  await sandbox.step(page, "Roll out v2");
  await page.waitForTimeout(300);
  await open(page, "#/about"); // Another visit: the page is left.
  await page.goto("about:blank");
  const asked = await visit(page, "");
  assert.deepEqual(asked.filter((name) => !isPart(name)), []);
  assert.equal(await page.evaluate(() => window.synchronous), 0);
  await until("the rollout is there", async () => (await sandbox.events(page)).length > 0);
});

pageTest("while a link is opened the page says so, and shows no button that would do nothing", { route: null }, async (page) => {
  const go = await hold(page);
  await page.goto(`${address()}#/sandbox?strategy=canary`);
  await page.getByRole("status").filter({ hasText: "Opening the run of this address" }).waitFor();
  assert.equal(await page.locator(".first-wide main").evaluate((main) => main.inert), true);
  go();
  await isLive(page);
  assert.equal(await page.locator("#opening").textContent(), "");
  assert.equal(await sandbox.setup(page).getByRole("radio", { name: "Canary" }).isChecked(), true);
});
