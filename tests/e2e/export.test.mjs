// What one takes along: pictures, charts, a replay page that needs no server, a link as a QR code.

import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import jsQR from "jsqr";
import { PNG } from "pngjs";
import { pageTest, setUp, until } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

/** v2 rolled out half-way. */
async function halfWay(page) {
  await sandbox.step(page, "Roll out v2");
  await sandbox.goTo(page, 10);
  assert.match(await picture(page).getAttribute("aria-label"), /v2: [^;]*ready/, "some of v2 are ready");
}

const picture = (page) => page.getByRole("group", { name: /The Service routes to/ });
const time = (page) => page.getByRole("timer", { name: "Virtual time" }).innerText();

/** Presses a button and returns the file that comes of it. */
async function saved(page, name) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
  return { name: download.suggestedFilename(), path: await download.path() };
}

pageTest("pictures and charts are saved as SVG and PNG, with their colours", {}, async (page) => {
  await halfWay(page);
  await sandbox.compare(page);
  // What is said about each, and how many drawings it holds.
  const cases = [
    [null, "podyard-comparison", />Blue\/green 4<\/text>/, 12],
    ["Cluster", "podyard-cluster", /<title>\d+ pods\. v2: /, 1],
    ["Pods over time", "podyard-pods", /<title>Now \d+ available of /, 1],
    ["Requests per second", "podyard-requests", /<title>Requests per second, stacked by version/, 1],
    ["Last responses", "podyard-responses", /<title>Last \d+ responses: /, 1],
  ];
  for (const [label, file, words, drawings] of cases) {
    if (label) {
      if (await page.getByRole("link", { name: "Back to the sandbox" }).isVisible()) await page.goBack();
      await page.getByRole("combobox", { name: "Picture" }).selectOption(label);
    }
    const svg = await saved(page, "Save as SVG");
    assert.equal(svg.name, `${file}.svg`);
    const text = readFileSync(svg.path, "utf8");
    const size = /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" x="0" y="0" width="(\d+)" height="(\d+)">/.exec(text);
    assert.ok(size && Number(size[1]) > 200 && Number(size[2]) > 60, `${label}: ${text.slice(0, 120)}`);
    assert.ok(words.test(text), `${label} is named`);
    assert.ok(text.match(/<svg /g).length >= drawings + 1, `${label}: all of them`);
    assert.ok(/fill="rgb\(|stroke="rgb\(/.test(text), `${label} has its colours in it`);
    assert.ok(!/class=|var\(--|color\(|<script/.test(text), `${label} needs no style sheet`);
    // A browser paints it only where it is sound XML.
    const png = await saved(page, "Save as PNG");
    assert.equal(png.name, `${file}.png`);
    const { width, height, data } = PNG.sync.read(readFileSync(png.path));
    assert.deepEqual([width, height], [Number(size[1]) * 2, Number(size[2]) * 2], `${label}: two pixels for one`);
    const colours = new Set();
    for (let at = 0; at < data.length; at += 4) colours.add(data.readUInt32BE(at));
    assert.ok(colours.size > 4, `${label} is painted: ${colours.size} colours`);
  }
});

pageTest("a run is saved as a page that plays by itself, without a server", { expected: /request to another origin: file:/ }, async (page) => {
  await halfWay(page);
  const [end, there] = [await time(page), await picture(page).getAttribute("aria-label")];
  await sandbox.showTab(page, "Runs");
  const file = await saved(page, "Save as a replay page");
  assert.equal(file.name, "podyard-replay.html");
  // A browser tells a page from a text by the end of its name.
  const kept = join(mkdtempSync(join(tmpdir(), "podyard-")), file.name);
  copyFileSync(file.path, kept);
  await page.context().setOffline(true);
  await page.goto(pathToFileURL(kept).href);
  await page.getByRole("alert").filter({ hasText: "A recorded run" }).waitFor();
  await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
  await page.getByRole("combobox", { name: "Speed" }).selectOption("×8");
  await until("it stops at the end of the recording", async () => page.getByRole("button", { name: "Play", exact: true }).isVisible());
  await page.getByRole("textbox", { name: "Go to" }).fill(end);
  await page.keyboard.press("Enter");
  await until("the same instant", async () => (await time(page)) === end);
  assert.equal(await picture(page).getAttribute("aria-label"), there, "the same pods");
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await until("it turns back", async () => (await time(page)) < end);
  await page.getByRole("link", { name: "Practice" }).first().click();
  await page.getByRole("radio").first().waitFor();
  assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("podyard.run")).length), 0, "a replay remembers nothing");
});

pageTest("a link is read back from its QR code", {}, async (page) => {
  await halfWay(page);
  await sandbox.showTab(page, "Runs");
  await page.getByRole("button", { name: "QR code" }).click();
  const code = page.getByRole("img", { name: "QR code of the link" });
  await code.scrollIntoViewIfNeeded();
  const { width, height, data } = PNG.sync.read(await code.screenshot());
  const read = jsQR(new Uint8ClampedArray(data), width, height);
  assert.ok(read, "a reader finds a code");
  assert.equal(read.data, await page.getByRole("textbox", { name: "Link to this moment" }).inputValue());
});
