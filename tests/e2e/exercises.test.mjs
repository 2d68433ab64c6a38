// Exercises: failed with a hint that names the learner's own number, solved another way than the best one, kept, handed in,
// executed again; and a claim that is forged is refused.

import assert from "node:assert/strict";
import { open, pageTest, setUp, until } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

const panel = (page, title) => page.getByRole("region", { name: title, exact: true });
const TITLE = "The rollout that stands still";

async function begin(page, id, title) {
  await open(page, `#/exercise/${id}`);
  await page.getByRole("button", { name: "Begin", exact: true }).click();
  await panel(page, title).waitFor();
}

pageTest("an exercise is failed, a hint names her own numbers, and another way solves it", { route: "#/learn" }, async (page) => {
  await page.getByRole("heading", { name: "Something is broken" }).waitFor();
  await page.getByRole("link", { name: TITLE }).click();
  await page.getByRole("heading", { level: 1, name: TITLE }).waitFor();
  await page.getByRole("button", { name: "Begin", exact: true }).click();
  const exercise = panel(page, TITLE);
  await exercise.getByText(/A colleague rolled out v2/).waitFor();
  // She allows a pod to be missing: nothing is gained by it.
  await exercise.getByRole("button", { name: "Hint 1 of 3" }).click();
  const second = exercise.getByRole("button", { name: "Hint 2 of 3" });
  assert.ok(await second.isDisabled(), "it opens once she has looked");
  await exercise.getByText("First look at the tab Events").waitFor();
  await page.getByRole("tab", { name: "Events" }).click();
  await second.click();
  await exercise.getByText(/is 1, of 4/).waitFor();
  await sandbox.goTo(page, 45);
  await exercise.getByText("Not reached yet").waitFor();
  // By the button of the steps.
  await page.getByRole("button", { name: "Roll back", exact: true }).click();
  await sandbox.goTo(page, 70);
  await exercise.getByText("Reached", { exact: true }).waitFor();
  await exercise.getByRole("row", { name: /^Changes 1 1$/ }).waitFor();
  await exercise.getByText("How to prevent it").waitFor();
  // It is remembered.
  await page.reload();
  await open(page, "#/learn");
  await page.getByText(/done: 1 change, after \d+ s, 2 hints/).waitFor();
});

pageTest("who opens another's way has not done the exercise", { route: null }, async (page) => {
  await begin(page, "stuck-never-ready", TITLE);
  await page.getByRole("button", { name: "Roll back", exact: true }).click();
  await sandbox.goTo(page, 70);
  await panel(page, TITLE).getByText("How to prevent it").waitFor();
  await page.evaluate(() => localStorage.removeItem("podyard.exercises"));
  await panel(page, TITLE).getByText("Other ways to do it").click();
  await panel(page, TITLE).getByRole("listitem").getByRole("link").first().click();
  await panel(page, TITLE).getByText("Not reached yet").waitFor();
  await sandbox.goTo(page, 80);
  await panel(page, TITLE).getByText("How to prevent it").waitFor();
  assert.equal(await page.evaluate(() => localStorage.getItem("podyard.exercises")), null);
});

pageTest("what may not be changed is greyed out, and a run begins anew where she took over", { route: null }, async (page) => {
  await begin(page, "stuck-never-ready", TITLE);
  assert.ok(await page.getByRole("textbox", { name: "Replicas" }).isDisabled());
  const at = await sandbox.clock(page);
  await sandbox.goTo(page, 60);
  await panel(page, TITLE).getByRole("button", { name: "Begin anew" }).click();
  await until("the clock is where it was", async () => (await sandbox.clock(page)) === at);
});

pageTest("a run is handed in and executed again; a forged claim does not count", { route: null }, async (page) => {
  await open(page, "#/exercise/stuck-never-ready");
  await page.getByText("For a class", { exact: true }).click();
  await page.getByRole("textbox", { name: "Class code" }).fill("10b");
  await page.getByRole("textbox", { name: "Your name" }).fill("Ada");
  await page.getByRole("button", { name: "Begin", exact: true }).click();
  await panel(page, TITLE).waitFor();
  await page.getByRole("button", { name: "Roll back", exact: true }).click();
  await sandbox.goTo(page, 70);
  await panel(page, TITLE).getByText("How to prevent it").waitFor();
  await page.getByRole("tab", { name: "Runs" }).click();
  const link = await page.getByRole("textbox", { name: /link/i }).first().inputValue();
  const forged = link.replace("never-ready=true", "never-ready=false");
  const other = link.replace(/&h=[^&]*/, "&h=1");
  assert.ok(forged !== link && other !== link, link);
  await open(page, "#/grade");
  await page.getByRole("combobox", { name: "Exercise" }).selectOption(TITLE);
  await page.getByRole("textbox", { name: "Class code" }).fill("10b");
  await page.getByRole("textbox", { name: /Links/ }).fill(`Ada, ${link}\nBob, ${link}\nCy, ${forged}\nDi, ${other}\nEd, nothing`);
  await page.getByRole("button", { name: "Execute" }).click();
  await page.getByText("2 of 5 reach the goal.").waitFor();
  const row = (name) => page.getByRole("row", { name: new RegExp(`^${name}\\b`) }).innerText();
  assert.match(await row("Ada"), /solved/);
  assert.doesNotMatch(await row("Ada"), /seed is not/);
  assert.match(await row("Bob"), /Has the seed of Ada/);
  assert.match(await row("Cy"), /does not count[\s\S]*never-ready = false/);
  assert.match(await row("Di"), /does not count[\s\S]*another state/);
  assert.match(await row("Ed"), /does not count/);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV" }).click()]);
  assert.equal(download.suggestedFilename(), "podyard-grades.csv");
});
