// axe-core over the states a learner meets, in both themes. The tags are named, because axe's default run leaves
// WCAG 2.2's target size out.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { address, open, pageTest, setUp, until } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

const AXE = readFileSync(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function firstQuestion(page) {
  await open(page, "#/quiz/strategies");
  if ((await page.getByRole("radio").count()) === 0) {
    await page.getByRole("main").getByRole("link").first().click();
    await page.getByRole("radio").first().waitFor();
  }
}

/** Each state by name, with the way there. */
const STATES = {
  "the sandbox, paused at the start": (page) => open(page, "#/sandbox"),
  "the sandbox in the middle of a rollout": async (page) => {
    await open(page, "#/sandbox");
    await sandbox.step(page, "Roll out v2");
    await sandbox.goTo(page, 8);
    await sandbox.untilSets(page, "both versions have pods", (sets) => sets.filter((set) => set.Current > 0).length === 2);
  },
  "a small chart beside the pods, an edge of the band held": async (page) => {
    await open(page, "#/sandbox");
    await page.setViewportSize({ width: 1920, height: 1080 });
    await sandbox.step(page, "Roll out v2");
    await sandbox.goTo(page, 12);
    await page.getByRole("button", { name: "Share", exact: true }).click();
    await page.getByRole("slider", { name: "maxSurge", exact: true }).focus();
    await page.keyboard.press("ArrowUp");
    await page.getByRole("img", { name: /^Share in the last 10 s/ }).waitFor();
  },
  "the sandbox with a refused input": async (page) => {
    await open(page, "#/sandbox");
    await sandbox.set(page, "maxSurge", "abc");
    await sandbox.setup(page).getByRole("alert").first().waitFor();
  },
  "a comparison before there is one": (page) => open(page, "#/compare"),
  "runs compared": async (page) => {
    await open(page, "#/sandbox");
    await sandbox.play(page);
    await sandbox.step(page, "Roll out v2");
    await page.getByText("v2 is live", { exact: true }).first().waitFor();
    await sandbox.pause(page);
    await sandbox.compare(page);
  },
  "the tab of runs, with a QR code": async (page) => {
    await open(page, "#/sandbox");
    await sandbox.showTab(page, "Runs");
    await page.getByRole("button", { name: "QR code" }).click();
    await page.getByRole("img", { name: "QR code of the link" }).waitFor();
  },
  "the sheet of keys": async (page) => {
    await open(page, "#/sandbox");
    await page.getByRole("button", { name: "Keys" }).click();
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
  },
  "practice, before it begins": async (page) => {
    await open(page, "#/quiz?topics=canary&length=5");
    await page.getByRole("button", { name: "Start", exact: true }).waitFor();
  },
  "practice, a question": async (page) => {
    await open(page, "#/quiz?topics=canary&length=5");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByText("1 of 5", { exact: true }).waitFor();
  },
  "practice, its end": async (page) => {
    await open(page, "#/quiz?topics=canary&length=5");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByRole("button", { name: "Stop here", exact: true }).click();
    await page.getByRole("button", { name: "Practise something else", exact: true }).waitFor();
  },
  "a file of one's own that is refused": async (page) => {
    await open(page, "#/quiz?file=");
    await page.locator("input[type=file]").setInputFiles({ name: "mine.yaml", mimeType: "application/yaml", buffer: Buffer.from("titel: Mine") });
    await page.getByText("This file cannot be asked:").waitFor();
  },
  "a question not yet answered": firstQuestion,
  "a question answered wrongly": async (page) => {
    await firstQuestion(page);
    await page.getByRole("radio", { name: /squawk/i }).check();
    await page.getByRole("button", { name: "Check answer" }).click();
    await until("the verdict is given", () => page.getByText("Not quite.").first().isVisible());
  },
  "Learn": async (page) => {
    await open(page, "#/learn");
    await page.getByRole("heading", { name: "Something is broken" }).waitFor();
  },
  "a lesson": async (page) => {
    await open(page, "#/lesson/max-surge-and-max-unavailable");
    await page.locator(".lesson .scene").first().waitFor();
    await page.locator("section.asks").first().waitFor();
  },
  "a lesson whose predictions are shown and whose test is taken": async (page) => {
    await open(page, "#/lesson/max-surge-and-max-unavailable");
    for (const skip of await page.getByRole("button", { name: "Skip, and show it" }).all()) await skip.click();
    await page.getByRole("button", { name: "Take the test" }).click();
    await until("the test is there", async () => (await page.locator("section.asks").count()) > 4);
  },
  "a lesson without a program": async (page) => {
    await page.goto(`${address()}lessons/max-surge-and-max-unavailable.html`);
    for (const summary of await page.locator("summary").all()) await summary.click();
  },
  "an exercise before it begins": async (page) => {
    await open(page, "#/exercise/stuck-never-ready");
    await page.getByRole("button", { name: "Begin", exact: true }).waitFor();
  },
  "an exercise that is done": async (page) => {
    await open(page, "#/exercise/stuck-never-ready");
    await page.getByRole("button", { name: "Begin", exact: true }).click();
    await page.getByRole("button", { name: "Roll back", exact: true }).click();
    await sandbox.goTo(page, 70);
    await page.getByText("How to prevent it").waitFor();
  },
  "runs handed in": async (page) => {
    await open(page, "#/grade");
    await page.getByRole("textbox", { name: /Links/ }).fill("Ada, nothing");
    await page.getByRole("button", { name: "Execute" }).click();
    await page.getByText("0 of 1 reach the goal.").waitFor();
  },
  "the about page": (page) => open(page, "#/about"),
};

/** axe runs as the page's own code would not be allowed to: through the debugger, past the content security policy. */
async function violations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate((values) => axe.run(document, { runOnly: { type: "tag", values } }), TAGS);
  assert.ok(found.passes.length > 10, "axe has checked something");
  return found.violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((node) => node.target.join(" ")).join("\n  ")}`);
}

for (const theme of ["light", "dark"]) {
  for (const [state, reach] of Object.entries(STATES)) {
    const context = { colorScheme: theme, reducedMotion: "reduce" };
    pageTest(`axe finds nothing in ${state}, ${theme}`, { route: null, context }, async (page) => {
      await reach(page);
      const found = await violations(page);
      assert.deepEqual(found, [], found.join("\n"));
    });
  }
}
