// The page around the sandbox: routes, themes, sizes, and what a visitor sees when something is missing or breaks.

import assert from "node:assert/strict";
import { address, live, open, pageTest, setUp, until } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

const REGIONS = ["Setup", "Steps", "Cluster", "Traffic", "Pods over time"];

pageTest("every route is reached from the navigation", {}, async (page) => {
  const main = page.getByRole("navigation", { name: "Main" });
  for (const [name, hash] of [["Practice", "#/quiz"], ["About", "#/about"], ["Sandbox", "#/sandbox"]]) {
    await main.getByRole("link", { name, exact: true }).click();
    await page.waitForURL((url) => url.hash.startsWith(hash));
    await page.getByRole("heading", { level: 1 }).waitFor();
  }
});

pageTest("a link chooses the strategy", { route: "#/sandbox?strategy=canary" }, async (page) => {
  assert.equal(await sandbox.setup(page).getByRole("radio", { name: "Canary" }).isChecked(), true);
});

pageTest("the chosen theme is applied, and kept over a reload", {}, async (page) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await sandbox.theme(page, "light");
  const light = await until("the light theme is set", async () =>
    (await page.locator("html").getAttribute("data-theme")) === "light" && ground());
  await sandbox.theme(page, "dark");
  await until("the ground turns dark", async () => (await ground()) !== light);
  const dark = await ground();
  await page.reload();
  await live(page);
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
  assert.equal(await ground(), dark);
});

pageTest("a panic opens the recovery panel with its message and place, and Restart leads back", { route: null, expected: /^page error: unreachable$/ },
  async (page) => {
    await page.goto(`${address()}#/drill`);
    const panel = page.getByRole("alertdialog", { name: "Podyard stopped" });
    await panel.waitFor();
    assert.match(await page.locator("#recovery-report").textContent(),
      /^Podyard stopped: panicked at src\/ui\/shell\/app\.rs:\d+:\d+:\nthis is a drill/);
    assert.equal(await panel.getByRole("button", { name: "Copy report" }).isVisible(), true);
    await panel.getByRole("button", { name: "Restart" }).click();
    await live(page);
    assert.equal(await panel.isVisible(), false);
  });

pageTest("a program that cannot be loaded opens the recovery panel", { route: null, expected: /./ }, async (page) => {
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto(address());
  await page.getByRole("alertdialog", { name: "Podyard stopped" }).waitFor();
  assert.match(await page.locator("#recovery-report").textContent(), /could not/);
});

pageTest("without JavaScript the page shows the picture and says what is missing", { route: null, context: { javaScriptEnabled: false } },
  async (page) => {
    await page.goto(address());
    await page.getByText(/Please allow JavaScript/).waitFor();
    assert.match(await page.locator(".first-welcome").innerText(), /Version 1 answers every request/);
    const picture = page.locator(".first-welcome .scene");
    assert.equal(await picture.locator(".pod.ready").count(), 4);
    assert.equal(await picture.isVisible(), true);
    for (const other of ["pocket", "wide", "narrow"]) assert.equal(await page.locator(`.first-${other}`).isVisible(), false);
  });

for (const scheme of ["light", "dark"]) {
  pageTest(`a box that is not ticked looks as the other controls do, ${scheme}`, { context: { colorScheme: scheme } }, async (page) => {
    const look = (of) => page.locator(of).filter({ visible: true }).first().evaluate((control) => {
      const { backgroundColor, borderTopColor } = getComputedStyle(control);
      return [backgroundColor, borderTopColor];
    });
    const field = await look("main input[type=text]");
    await open(page, "#/quiz");
    await page.getByRole("checkbox").first().waitFor();
    for (const kind of ["checkbox", "radio"]) assert.deepEqual(await look(`main input[type=${kind}]:not(:checked)`), field, kind);
    await page.getByRole("checkbox").first().check();
    assert.notDeepEqual(await look("main input[type=checkbox]:checked"), field);
  });
}

pageTest("the heading over a plan's map takes two lines on a phone", { route: "#/plan", context: { viewport: { width: 390, height: 844 } } }, async (page) => {
  await page.getByRole("button", { name: "Plan", exact: true }).click();
  const caption = page.locator(".heat caption");
  await caption.waitFor();
  const lines = await caption.evaluate((it) => it.getBoundingClientRect().height / parseFloat(getComputedStyle(it).lineHeight));
  assert.ok(lines < 2.5, `${lines} lines`);
});

pageTest("at 1366x768 the sandbox needs no scrolling", {}, async (page) => {
  const overflow = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  assert.ok(overflow <= 0, `the page is ${overflow} px too high`);
  for (const name of REGIONS) {
    const box = await page.getByRole("region", { name, exact: true }).boundingBox();
    assert.ok(box, `${name} is drawn`);
    assert.ok(box.width > 0 && box.height > 0, `${name} has a size`);
    // What is asked for more rarely, the folds at the end of the set-up, may be scrolled to in its column.
    const low = name === "Setup" ? box.y + 330 : box.y + box.height;
    assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= 1366 && low <= 768,
      `${name} lies at ${JSON.stringify(box)}`);
  }
  const last = await sandbox.field(page, "Requests per second").boundingBox();
  assert.ok(last.y + last.height <= 720, "what is set most often is on the screen");
  await sandbox.button(page, "Play").waitFor();
});

for (const route of ["#/sandbox", "#/quiz", "#/quiz/strategies", "#/learn", "#/grade", "#/about"]) {
  pageTest(`at 390 px ${route} does not scroll sideways`, { route, context: { viewport: { width: 390, height: 844 } } },
    async (page) => {
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `the page is ${overflow} px too wide`);
    });
}

pageTest("paused under reduced motion, nothing moves", { context: { reducedMotion: "reduce" } }, async (page) => {
  await sandbox.step(page, "Roll out v2");
  await sandbox.play(page);
  await until("v2 has begun", async () => (await sandbox.events(page)).some((text) => /Scaled up .* from 0 to/.test(text)));
  await sandbox.pause(page);
  await sandbox.button(page, "Play").waitFor();
  const running = await page.evaluate(() => document.getAnimations().filter((a) => a.playState === "running").length);
  assert.equal(running, 0);
});

pageTest("a deep sub-path and every file below it are enough", { route: null }, async (page) => {
  const paths = [];
  page.on("request", (request) => paths.push(new URL(request.url()).pathname));
  await open(page, "#/sandbox");
  const base = new URL(address()).pathname;
  assert.ok(paths.length >= 3 && base.length > 1);
  assert.deepEqual(paths.filter((path) => !path.startsWith(base)), []);
});
