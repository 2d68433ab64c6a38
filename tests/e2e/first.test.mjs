// The first minute: the first press does what it says, once, and leaves one where one was.

import assert from "node:assert/strict";
import { pageTest, setUp, until } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

const newPods = (page) => page.getByRole("button", { name: /: v2, / });
const done = async (page) =>
  (await sandbox.steps(page).getByRole("listitem").allTextContents()).filter((text) => text.startsWith("Done: ")).length;

/** The name of the button that has the focus, where it is one of the steps'; else what has the focus. */
const focused = (page) => page.evaluate(() => {
  const active = document.activeElement;
  return active.closest("section")?.getAttribute("aria-labelledby") === "steps-title" ? active.textContent : `<${active.tagName}>`;
});

pageTest("the first press of a step starts time, and within 200 ms of it a new pod is in the picture", {}, async (page) => {
  assert.equal(await newPods(page).count(), 0);
  await sandbox.step(page, "Roll out v2");
  await newPods(page).first().waitFor();
  await until("time runs", async () => (await sandbox.clock(page)) > 0.2);
  assert.equal(await sandbox.button(page, "Pause").isVisible(), true);
  await sandbox.goTo(page, 0.2);
  assert.ok((await newPods(page).count()) > 0, "the virtual clock counts, not this machine's");
});

pageTest("who stopped time keeps it stopped when taking a step", {}, async (page) => {
  await sandbox.play(page, "×1");
  await until("time runs", async () => (await sandbox.clock(page)) > 0);
  await sandbox.pause(page);
  const at = await sandbox.clock(page);
  await sandbox.step(page, "Roll out v2");
  await until("the step is taken", async () => (await done(page)) === 1);
  assert.equal(await sandbox.button(page, "Play").isVisible(), true);
  assert.equal(await sandbox.clock(page), at);
});

pageTest("Enter twice on a step, or held down, takes it once, and the focus stays on the steps", {}, async (page) => {
  await sandbox.steps(page).getByRole("button", { name: "Roll out v2" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await until("the step is taken", async () => (await done(page)) === 1);
  assert.equal(await focused(page), "Roll out v3");
  await sandbox.strategy(page, "Blue/green");
  await page.waitForTimeout(600); // Sooner, it would still belong to the presses before.
  await sandbox.steps(page).getByRole("button", { name: "Create green with v2" }).focus();
  for (let turn = 0; turn < 20; turn += 1) await page.keyboard.down("Enter"); // The first press, and its repeats.
  await page.keyboard.up("Enter");
  await until("green is made", async () => (await done(page)) === 1);
  assert.equal(await focused(page), "Switch traffic to green");
  await page.waitForTimeout(600);
  await page.keyboard.press("Enter");
  await until("later it is a press of its own", async () => (await done(page)) === 2);
});

pageTest("a double click on a step takes it once, wherever on the button it falls", {}, async (page) => {
  for (const part of [0.15, 0.5, 0.85]) {
    const button = sandbox.steps(page).getByRole("button", { name: "Roll out v2" });
    const { width, height } = await button.boundingBox();
    await button.dblclick({ position: { x: width * part, y: height / 2 } });
    await until("the step is taken", async () => (await done(page)) === 1);
    assert.notEqual(await focused(page), "<BODY>");
    await page.waitForTimeout(600);
    assert.equal(await done(page), 1);
    await sandbox.button(page, "Restart").click();
    await until("the run is at its start again", async () => (await done(page)) === 0);
  }
});

pageTest("a step's button that goes away leaves the focus on the steps", {}, async (page) => {
  await sandbox.strategy(page, "Blue/green");
  await sandbox.play(page);
  await sandbox.step(page, "Create green with v2");
  const back = sandbox.steps(page).getByRole("button", { name: /^Delete green/ });
  await back.focus();
  await page.waitForTimeout(600);
  await page.keyboard.press("Enter");
  await sandbox.steps(page).getByRole("button", { name: /^Really: delete green/i }).waitFor();
  await page.waitForTimeout(600);
  await page.keyboard.press("Enter");
  await back.waitFor({ state: "detached" });
  await until("the focus is on the step that is next", async () => (await focused(page)) === "Create green with v3");
});

pageTest("an option chosen in one quiz is not chosen in another", { route: "#/quiz/strategies" }, async (page) => {
  const check = page.getByRole("button", { name: "Check answer", exact: true });
  const quizzes = page.getByRole("navigation", { name: "Quizzes" });
  await page.getByRole("navigation", { name: "Questions" }).getByRole("button", { name: "Question 2" }).click();
  await page.getByRole("main").locator("input").first().check();
  assert.equal(await check.isEnabled(), true);
  await quizzes.getByRole("link", { name: "Who gets which version" }).click();
  await page.getByRole("heading", { level: 1, name: "Who gets which version" }).waitFor();
  assert.equal(await page.getByRole("main").locator("input:checked").count(), 0);
  assert.equal(await check.isDisabled(), true, "nothing is chosen, so there is nothing to check");
  assert.equal(await page.getByRole("button", { name: "Question 1", exact: true }).getAttribute("aria-current"), "step");
  await page.getByText(/^0 of \d+ answered/).waitFor();
});

pageTest("the same instant can be gone to twice", {}, async (page) => {
  for (const seconds of [5, 2, 5, 0, 5]) await sandbox.goTo(page, seconds);
});
