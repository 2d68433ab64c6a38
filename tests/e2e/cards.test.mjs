// The card of a pod and of a node: what it is, what can be done to it, by mouse, keyboard and touch.

import assert from "node:assert/strict";
import { pageTest, setUp, until } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

const card = (page) => page.getByRole("dialog");
const focused = (page) => page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent);
const pod = (page, name) => page.getByRole("group").getByRole("button", { name });
const headline = (page) => page.locator(".headline");

/** Rolls out v2 and goes to where old pods wait for new ones: its sentence counts pods. */
async function waiting(page) {
  await sandbox.step(page, "Roll out v2");
  await sandbox.goTo(page, 3);
  await until("a decision is explained", async () => (await headline(page).getByRole("button").count()) > 0);
}

pageTest("a pod's card opens by Enter, does what its button says and gives the focus back", { route: "#/sandbox?replicas=8" }, async (page) => {
  await waiting(page);
  const first = pod(page, /: v1, Running, .*receives requests$/).first();
  const name = (await first.getAttribute("aria-label")).split(":")[0];
  await first.focus();
  await page.keyboard.press("Enter");
  await card(page).waitFor();
  assert.equal(await card(page).getAttribute("aria-label"), name);
  assert.equal(await focused(page), "Crash container");
  assert.match(await card(page).innerText(), new RegExp(`^${name}: v1, Running, on node-\\d, \\d+ s old, receives requests`));
  await page.keyboard.press("Escape");
  assert.equal(await card(page).count(), 0);
  assert.match(await focused(page), new RegExp(`^${name}: `), "Escape leads back to the pod");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  assert.equal(await card(page).count(), 0);
  await until("its process has ended", async () => /: v1, Error/.test(await focused(page)));
  await page.getByText("pods of v1: the process ends again and again").first().waitFor();
});

pageTest("another pod takes the card, and a press elsewhere puts it away", { route: "#/sandbox?replicas=8" }, async (page) => {
  await waiting(page);
  await pod(page, /: v2, /).nth(0).click();
  const name = await card(page).getAttribute("aria-label");
  await pod(page, /: v2, /).nth(3).click();
  await until("the other pod's card", async () => (await card(page).getAttribute("aria-label")) !== name);
  await page.getByRole("heading", { name: "Cluster", exact: true }).click();
  await card(page).waitFor({ state: "detached" });
  await pod(page, /: v2, /).nth(1).click();
  await card(page).getByRole("button", { name: "Close" }).click();
  await card(page).waitFor({ state: "detached" });
});

pageTest("a pod lights up the numbers that count it, and the numbers light up their pods", { route: "#/sandbox?replicas=8" }, async (page) => {
  await waiting(page);
  const lit = () => page.locator(".headline .counted.lit").allInnerTexts();
  const numbers = await headline(page).getByRole("button").allInnerTexts();
  assert.deepEqual(await lit(), []);
  await pod(page, /: v2, /).first().hover();
  await until("its numbers are lit", async () => (await lit()).length > 0);
  assert.deepEqual(await lit(), numbers, "a new pod that is not available is among those present and those not available");
  await pod(page, /: v1, Running, .*receives requests$/).first().hover();
  await until("only the number of pods present", async () => (await lit()).length === 1);
  assert.deepEqual(await lit(), numbers.slice(0, 1));
  await headline(page).getByRole("button").last().hover();
  assert.equal(await page.locator(".pod.lit").count(), Number(numbers.at(-1)));
});

pageTest("a node's card drains it", { route: "#/sandbox?replicas=6&nodes=3" }, async (page) => {
  await sandbox.play(page);
  await page.getByRole("button", { name: "By node" }).click();
  const node = page.getByRole("button", { name: "Node node-2: what can be done to it" });
  await node.focus();
  await page.keyboard.press("Enter");
  assert.match(await card(page).innerText(), /^Ready, \d+ pods?/);
  await card(page).getByRole("button", { name: "Drain" }).click();
  await until("it is cordoned", async () => (await node.innerHTML()).includes("SchedulingDisabled"));
  await node.click();
  await card(page).getByRole("button", { name: "Uncordon" }).click();
  await until("it is back", async () => !(await node.innerHTML()).includes("SchedulingDisabled"));
});

pageTest("on a phone a pod's card is a sheet under the thumb",
  { route: "#/sandbox?replicas=6", context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } }, async (page) => {
    await sandbox.step(page, "Roll out v2");
    await pod(page, /: v2, /).first().tap();
    const sheet = await card(page).boundingBox();
    assert.deepEqual([sheet.x, sheet.width, Math.round(sheet.y + sheet.height)], [0, 390, 844]);
    for (const button of await card(page).getByRole("button").all()) {
      const box = await button.boundingBox();
      assert.ok(box.height >= 44 && box.width >= 44, `${await button.innerText()} is ${box.width}×${box.height}`);
    }
    const name = await card(page).getAttribute("aria-label");
    await card(page).getByRole("button", { name: "Delete pod" }).tap();
    await card(page).waitFor({ state: "detached" });
    const left = pod(page, new RegExp(`^${name}: v2, (?!Terminating)`));
    await until("it goes", async () => (await left.count()) === 0);
  });
