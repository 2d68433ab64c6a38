// Charts one can take in the hand: the band's edges and the weight, by mouse and by keys, and the small charts on the same axis.

import assert from "node:assert/strict";
import { pageTest, setUp, until } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

const edge = (page, name) => page.getByRole("slider", { name, exact: true });
const says = (page, name) => edge(page, name).getAttribute("aria-valuetext");
const ghosts = (page) => page.locator(".plot .ghost.in-total").count();

/** Takes an edge in its middle and moves it by so many px, without letting it go. */
async function drag(page, name, by) {
  const box = await edge(page, name).locator(".grip").boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + by / 2);
  await page.mouse.move(x, y + by);
}

pageTest("an edge of the band is dragged: what would come of it is drawn, and one request is sent at the end", {}, async (page) => {
  await sandbox.step(page, "Roll out v2");
  await sandbox.goTo(page, 3);
  assert.equal(await says(page, "maxSurge"), "25%: 1 pod");
  assert.equal(await edge(page, "maxUnavailable").getAttribute("aria-valuenow"), "1");
  await drag(page, "maxSurge", -30);
  assert.match(await says(page, "maxSurge"), /^3 pods: from now on at least \d available, at most 7 in total$/);
  assert.equal(await ghosts(page), 1);
  assert.equal(await sandbox.field(page, "maxSurge").inputValue(), "25%", "nothing is asked for yet");
  await page.mouse.up();
  await until("the control has it", async () => (await sandbox.field(page, "maxSurge").inputValue()) === "3");
  assert.equal(await ghosts(page), 0);
  assert.equal(await says(page, "maxSurge"), "3: 3 pods");
  await sandbox.button(page, "Undo").click();
  await until("one press takes it back", async () => (await says(page, "maxSurge")) === "25%: 1 pod");
});

pageTest("the lower edge goes down, and Escape lets it go where it was", {}, async (page) => {
  await sandbox.step(page, "Roll out v2");
  await sandbox.goTo(page, 3);
  await drag(page, "maxUnavailable", 14);
  assert.match(await says(page, "maxUnavailable"), /^2 pods: from now on at least \d available/);
  await page.keyboard.press("Escape");
  await until("the ghost is gone", async () => (await ghosts(page)) === 0);
  await page.mouse.up();
  assert.equal(await says(page, "maxUnavailable"), "25%: 1 pod");
  assert.equal(await sandbox.field(page, "maxUnavailable").inputValue(), "25%");
  assert.equal(await sandbox.clock(page), 3, "no key moved time");
});

pageTest("the same by keys: arrows, Home and End try, Enter decides, Escape does not", {}, async (page) => {
  const surge = edge(page, "maxSurge");
  await surge.focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  assert.equal(await surge.getAttribute("aria-valuenow"), "3");
  assert.match(await says(page, "maxSurge"), /at most 7 in total$/, "what rolling out now would come to");
  await page.getByText("if v2 is rolled out now").waitFor();
  await page.keyboard.press("Escape");
  await until("it is as it was", async () => (await surge.getAttribute("aria-valuenow")) === "1");
  await page.keyboard.press("End");
  assert.equal(await surge.getAttribute("aria-valuenow"), "4");
  await page.keyboard.press("Home");
  assert.equal(await surge.getAttribute("aria-valuenow"), "0");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await until("the control has it", async () => (await sandbox.field(page, "maxSurge").inputValue()) === "2");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Tab");
  await until("who goes on has decided", async () => (await sandbox.field(page, "maxSurge").inputValue()) === "3");
  assert.equal(await sandbox.clock(page), 0, "no key moved time");
});

pageTest("where one edge is at 0 the other does not go there", {}, async (page) => {
  await sandbox.set(page, "maxUnavailable", 0);
  await until("the edge has heard", async () => (await edge(page, "maxSurge").getAttribute("aria-valuemin")) === "1");
  await edge(page, "maxSurge").focus();
  await page.keyboard.press("Home");
  assert.equal(await edge(page, "maxSurge").getAttribute("aria-valuenow"), "1");
});

pageTest("share, errors and latency on the axis of the pods, once they have something to say", {}, async (page) => {
  const charts = page.getByRole("group", { name: "Charts", exact: true });
  const chip = (name) => charts.getByRole("button", { name, exact: true });
  assert.equal(await charts.count(), 0, "nothing was sent yet");
  await sandbox.strategy(page, "Recreate");
  await sandbox.step(page, "Roll out v2");
  await sandbox.goTo(page, 5);
  await chip("Errors").waitFor();
  assert.equal(await chip("Share").count(), 0, "one version answered");
  await sandbox.goTo(page, 30);
  const floor = await page.locator(".plot .floor").evaluate((line) => { const { left, right } = line.getBoundingClientRect(); return { left, right }; });
  const picture = await page.locator(".frame").boundingBox();
  for (const [name, says] of [["Share", /^Share in the last 10 s, %: v2 actual 100%/], ["Errors", /^Failed in the last 10 s, %: /], ["Latency", /^Latency in the last 10 s, ms: v2 p99 \d+, v2 p50 \d+/]]) {
    await chip(name).click();
    const chart = page.getByRole("img", { name: says });
    await chart.waitFor();
    const own = await chart.locator(".floor").evaluate((line) => { const { left, right } = line.getBoundingClientRect(); return { left, right }; });
    assert.deepEqual(own, floor, `${name} has the edges of the pods chart`);
    assert.ok(Math.abs((await page.locator(".frame").boundingBox()).height - picture.height) <= 4, "the picture stays as it is");
    assert.equal(await page.locator(".plot").isVisible(), false, "there is room for one");
    await page.locator(".multiple summary").click();
    assert.ok(await page.locator(".multiple table tbody tr").count() > 10);
    await page.locator(".multiple summary").click();
  }
  await page.setViewportSize({ width: 1920, height: 1080 });
  await until("there is room for both", () => page.locator(".plot").isVisible());
  await chip("Pods").click();
  await until("the pods alone", async () => (await page.locator(".lines").count()) === 0);
});

pageTest("the weight of a canary led by hand is a slider", { route: "#/sandbox?strategy=canary&entry=httproute" }, async (page) => {
  const weight = page.getByRole("slider", { name: "Weight of v2" });
  assert.equal(await weight.count(), 0);
  await sandbox.step(page, "Create the canary: 1 pod of v2");
  await sandbox.goTo(page, 10);
  await weight.focus();
  await page.keyboard.press("PageUp");
  await page.keyboard.press("PageUp");
  await until("two presses are 20", async () => (await weight.getAttribute("aria-valuetext")) === "20%");
  await sandbox.goTo(page, 30);
  assert.equal((await sandbox.share(page, "v2")).Target, "20%");
  const box = await weight.boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await until("the pointer moves it too", async () => (await weight.getAttribute("aria-valuetext")) === "50%");
  await sandbox.button(page, "Undo").click();
  await until("taken back", async () => (await weight.getAttribute("aria-valuetext")) === "20%");
});

pageTest("on a phone a finger drags the upper edge, and the page stays where it is", { context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } }, async (page) => {
  await sandbox.step(page, "Roll out v2");
  await sandbox.goTo(page, 3);
  const grip = edge(page, "maxSurge").locator(".grip");
  await grip.scrollIntoViewIfNeeded();
  await page.evaluate(() => scrollBy(0, 120)); // Off the edge of the screen, with room to scroll to either side.
  const box = await grip.boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const finger = await page.context().newCDPSession(page);
  const touch = (type, touchPoints) => finger.send("Input.dispatchTouchEvent", { type, touchPoints });
  // Not how far the page is scrolled: the sentence above may take another line, and the browser makes up for it.
  const top = async () => Math.round((await page.locator(".of-pods").boundingBox()).y);
  const stands = await top();
  await touch("touchStart", [{ x, y }]);
  for (let by = 5; by <= 30; by += 5) await touch("touchMove", [{ x, y: y - by }]);
  assert.match(await says(page, "maxSurge"), /^3 pods: /, "what would come of it is said meanwhile");
  assert.equal(await top(), stands, "the page was scrolled");
  await touch("touchEnd", []);
  await until("the control has it", async () => (await sandbox.field(page, "maxSurge").inputValue()) === "3");
  assert.equal(await top(), stands, "the page was scrolled");
  // A finger beside the handle scrolls: it is the handle that keeps the page still.
  await touch("touchStart", [{ x: x + 150, y }]);
  for (let by = 10; by <= 100; by += 10) await touch("touchMove", [{ x: x + 150, y: y - by }]);
  await touch("touchEnd", []);
  await until("the page is scrolled", async () => (await top()) < stands - 20);
});
