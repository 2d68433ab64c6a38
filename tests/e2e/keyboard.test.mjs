// By keys alone: a comparison from the first run to the way back, and a quiz from its first question to its last. After
// every press the focus is somewhere one can see.

import assert from "node:assert/strict";
import { pageTest, setUp, until } from "./page.mjs";

setUp();

/** Where the focus is, in words, and whether it can be seen there. Runs in the page, once it has drawn. */
async function focused() {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const one = document.activeElement;
  if (!one || one === document.body) return { name: "nothing", seen: false };
  const name = (one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent ?? one.textContent).trim().replace(/\s+/g, " ").slice(0, 60);
  // A file's box is out of sight; its label is the button.
  const shown = one.classList.contains("visually-hidden") ? one.closest("label") ?? one : one;
  const { left, right, top, bottom } = shown.getBoundingClientRect();
  const inside = right > left && bottom > top && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  const heading = one.tagName === "H1" && one.classList.contains("visually-hidden");
  return { name: `<${one.tagName.toLowerCase()}> ${name}`, seen: heading || (inside && getComputedStyle(shown).visibility === "visible") };
}

/** Presses a key; the focus is somewhere then. Returns where. */
async function press(page, key) {
  const before = await page.evaluate(focused);
  await page.keyboard.press(key);
  const after = await page.evaluate(focused);
  assert.ok(after.seen, `${key} on ${before.name}: the focus is on ${after.name}`);
  return after.name;
}

/** Presses Tab, or Shift+Tab, until the focus is on what is called so. */
async function reach(page, name, key = "Tab") {
  const passed = [];
  for (let presses = 0; presses < 90; presses += 1) {
    const now = await press(page, key);
    if (name.test(now)) return now;
    passed.push(now);
  }
  return assert.fail(`90 times ${key} did not lead to ${name}, but to ${passed.join(", ")}`);
}

async function write(page, text) {
  await press(page, "Control+a");
  for (const sign of text) await press(page, sign);
  await press(page, "Enter");
}

/** Rolls out, and goes to an instant at which that is over. */
async function rollOut(page, { from = "Tab" } = {}) {
  await reach(page, /^<button> Roll out v2$/, from);
  await press(page, "Enter");
  await reach(page, /^<input> Go to/);
  await write(page, "40");
  await until("time stands at 40 s", async () => /^0:40/.test(await page.getByRole("timer", { name: "Virtual time" }).innerText()));
}

pageTest("two runs are made, compared, played and left by the keyboard alone", {}, async (page) => {
  await rollOut(page);
  await reach(page, /^<input> Rolling update$/, "Shift+Tab");
  await press(page, "ArrowRight");
  await until("it is a run of its own", () => page.getByRole("radio", { name: "Recreate", exact: true }).isChecked());
  await rollOut(page, { from: "Shift+Tab" });
  await reach(page, /^<button> Events$/, "Shift+Tab");
  for (let tabs = 0; tabs < 5; tabs += 1) await press(page, "ArrowRight");
  await reach(page, /^<input> Compare Rolling update 1$/);
  await press(page, "Space");
  await reach(page, /^<input> Compare Recreate 2$/);
  await press(page, "Space");
  await reach(page, /^<button> Compare selected$/);
  await press(page, "Enter");
  await page.getByRole("slider", { name: "Time", exact: true }).waitFor();
  assert.match((await page.evaluate(focused)).name, /^<h1> Comparison$/);
  await reach(page, /^<button> Play$/);
  const clock = () => page.locator(".at .clock").innerText();
  const before = await clock();
  await press(page, "Enter");
  await until("it plays", async () => (await clock()) !== before);
  await press(page, "Enter");
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  await reach(page, /^<input> Time$/);
  await press(page, "Home");
  await press(page, "ArrowRight");
  assert.notEqual(await clock(), before);
  await reach(page, /^<a> Back to the sandbox$/, "Shift+Tab");
  await press(page, "Enter");
  await page.getByRole("tab", { name: "Runs", exact: true }).waitFor();
  assert.match((await page.evaluate(focused)).name, /^<h1> /);
});

pageTest("a quiz is gone through by the keyboard alone", { route: "#/quiz/strategies" }, async (page) => {
  const questions = await page.getByRole("navigation", { name: "Questions" }).getByRole("button").count();
  const option = () => page.evaluate(() => document.activeElement.matches("main .option input"));
  for (let question = 1; question <= questions; question += 1) {
    for (let presses = 0; !(await option()); presses += 1) {
      assert.ok(presses < 90, `question ${question}: no Tab led to an option`);
      await press(page, "Tab");
    }
    await press(page, "Space");
    await reach(page, /^<button> Check answer$/);
    await press(page, question % 2 ? "Enter" : "Space");
    await page.getByText(`${question} of ${questions} answered`).first().waitFor();
    if (question === questions) break;
    await reach(page, /^<button> Next question$/);
    await press(page, "Enter");
  }
});

pageTest("an exercise is failed, a hint names her number, and another way than the best known solves it, by the keyboard alone", { route: "#/learn" }, async (page) => {
  const exercise = page.getByRole("region", { name: "The rollout that stands still", exact: true });
  const goTo = async (seconds, clock, way) => {
    await reach(page, /^<input> Go to/, way);
    await write(page, seconds);
    await until(`time stands at ${clock}`, async () => (await page.getByRole("timer", { name: "Virtual time" }).innerText()).startsWith(clock));
  };
  await page.getByRole("link", { name: "The rollout that stands still" }).waitFor();
  await reach(page, /^<a> The rollout that stands still$/);
  await press(page, "Enter");
  await page.getByRole("button", { name: "Begin", exact: true }).waitFor();
  await reach(page, /^<button> Begin$/);
  await page.keyboard.press("Enter"); // Another page comes, and the focus with it.
  await exercise.waitFor();
  // v3 is as v2 was: nothing is gained by it.
  await reach(page, /^<button> Roll out v3$/);
  await press(page, "Enter");
  await goTo("90", "1:30");
  await exercise.getByText("Not reached yet").waitFor();
  await reach(page, /^<button> Hint 1 of 3$/, "Shift+Tab");
  await press(page, "Enter");
  await reach(page, /^<button> Events$/);
  await press(page, "Enter");
  await reach(page, /^<button> Hint 2 of 3$/, "Shift+Tab");
  await press(page, "Enter");
  await exercise.getByText("updatedReplicas is 1, of 4").waitFor();
  // Not `rollout undo`: the image of v1, in its field.
  await reach(page, /^<button> Events$/);
  for (let tabs = 0; tabs < 3; tabs += 1) await press(page, "ArrowRight");
  await reach(page, /^<input> Only fields with/);
  for (const sign of "].image") await press(page, sign);
  await reach(page, /containers\[0\]\.image$/);
  await write(page, "web:v1");
  await goTo("130", "2:10");
  await exercise.getByText("Reached", { exact: true }).waitFor();
  await exercise.getByRole("row", { name: /^Changes 2 1$/ }).waitFor();
});
