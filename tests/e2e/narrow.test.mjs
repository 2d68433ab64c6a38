// The narrowest screen there is: 320 px, which is also a desktop at 400 %. Nothing scrolls sideways but what says so.

import assert from "node:assert/strict";
import { open, pageTest, setUp } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

const NARROW = { width: 320, height: 568 };
const context = { viewport: NARROW };

/** What sticks out of the page to the right, widest first; empty where nothing does. */
async function tooWide(page) {
  return page.evaluate(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    const out = [...document.querySelectorAll("body *")].map((element) => [Math.round(element.getBoundingClientRect().right), element]);
    return out.filter(([right]) => right > innerWidth).sort(([a], [b]) => b - a).slice(0, 8)
      .map(([right, element]) => `${right} px: <${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}">`);
  });
}

async function fits(page, what) {
  const found = await tooWide(page);
  assert.deepEqual(found, [], `${what} scrolls sideways:\n${found.join("\n")}`);
}

pageTest("at 320 px the sandbox does not scroll sideways, whatever tab and fold is open", { context }, async (page) => {
  await fits(page, "the sandbox at its start");
  for (const fold of await sandbox.setup(page).locator("summary").all()) await fold.click();
  await fits(page, "every fold of the set-up");
  await sandbox.set(page, "maxSurge", "abc");
  await fits(page, "a refused input");
  await sandbox.step(page, "Roll out v2");
  await sandbox.goTo(page, 8);
  const tabs = await page.getByRole("tab").allInnerTexts();
  assert.ok(tabs.length >= 8, `tabs: ${tabs}`);
  for (const tab of tabs) {
    await sandbox.showTab(page, tab);
    await fits(page, `the tab ${tab}`);
  }
  await page.getByRole("button", { name: /: v2, / }).first().click();
  await fits(page, "a pod looked at");
  await sandbox.compare(page);
  await fits(page, "a comparison");
  await page.goBack();
  await page.getByRole("heading", { level: 1 }).focus();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await fits(page, "the sheet of keys");
});

pageTest("at 320 px neither does a routed canary under a controller's lead", { context }, async (page) => {
  await sandbox.strategy(page, "Canary");
  for (const fold of await sandbox.setup(page).locator("summary").all()) await fold.click();
  const choose = (list, label) => sandbox.setup(page).getByRole("combobox", { name: list, exact: true }).selectOption({ label });
  await choose("Traffic routing", "HTTPRoute");
  await choose("Controller", "Argo Rollouts");
  await sandbox.step(page, "Roll out v2");
  await sandbox.goTo(page, 30);
  for (const tab of ["Routes", "Requests", "Events"]) {
    await sandbox.showTab(page, tab);
    await fits(page, `the tab ${tab}`);
  }
});

/** Answers a question of any kind, whether right or not. */
async function answer(main) {
  const option = main.locator("fieldset input:is([type=radio], [type=checkbox])").first();
  const box = main.getByRole("textbox");
  if (await option.count()) await option.check();
  else if (await box.count()) await box.fill("1");
  for (const list of await main.getByRole("combobox").all()) await list.selectOption({ index: 1 });
}

pageTest("at 320 px every quiz fits, asked and answered, with what stands before it", { route: null, context }, async (page) => {
  for (const quiz of ["strategies", "traffic", "limits", "dependencies"]) {
    await open(page, `#/quiz/${quiz}`);
    for (const fold of await page.getByRole("main").locator("summary").all()) if (await fold.isVisible()) await fold.click();
    const questions = page.getByRole("navigation", { name: "Questions" }).getByRole("button");
    for (let index = 0; index < (await questions.count()); index += 1) {
      await questions.nth(index).click();
      await fits(page, `question ${index + 1} of ${quiz}`);
      await answer(page.getByRole("main"));
      await page.getByRole("button", { name: "Check answer" }).click();
      await fits(page, `the answer to question ${index + 1} of ${quiz}`);
    }
  }
});

pageTest("at 320 px Learn and its exercises fit, before they begin and once they are done", { route: "#/learn", context }, async (page) => {
  await page.getByRole("heading", { name: "Something is broken" }).waitFor();
  await fits(page, "Learn");
  await open(page, "#/grade");
  await fits(page, "runs handed in");
  await open(page, "#/exercise/stuck-never-ready");
  await page.getByText("For a class", { exact: true }).click();
  await fits(page, "an exercise");
  await page.getByRole("button", { name: "Begin", exact: true }).click();
  await page.getByRole("button", { name: "Roll back", exact: true }).click();
  await sandbox.goTo(page, 70);
  await page.getByText("How to prevent it").waitFor();
  await fits(page, "an exercise that is done");
});

pageTest("at 320 px a lesson fits, with what was foretold beside what happened", { route: "#/lesson/max-surge-and-max-unavailable", context }, async (page) => {
  await page.locator(".lesson .scene").first().waitFor();
  await fits(page, "a lesson");
  for (const skip of await page.getByRole("button", { name: "Skip, and show it" }).all()) await skip.click();
  await fits(page, "its predictions");
});

pageTest("at 320 px About fits", { route: "#/about", context }, (page) => fits(page, "About"));

pageTest("the numbers of a big cluster stay in the traffic panel", { route: "#/sandbox?replicas=100&requests-per-second=500" }, async (page) => {
  const panel = page.getByRole("region", { name: "Traffic" });
  await sandbox.step(page, "Roll out v2");
  await panel.getByText("100 of 100").waitFor();
  const over = await panel.evaluate((section) => {
    const right = section.getBoundingClientRect().right;
    return [...section.querySelectorAll("table")].map((table) => table.getBoundingClientRect().right - right).filter((by) => by > 0);
  });
  assert.deepEqual(over, []);
});
