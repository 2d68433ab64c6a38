// A question beside the running cluster: asked about what runs, answered while time goes on.

import assert from "node:assert/strict";
import { pageTest, setUp, until } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

const aside = (page) => page.getByRole("region", { name: "Question", exact: true });
const focused = (page) => page.evaluate(() => document.activeElement.id);

pageTest("the canary question is answered beside a running canary, and the run goes on", { route: "#/sandbox?strategy=canary" }, async (page) => {
  await sandbox.play(page, "×1");
  await sandbox.step(page, "Create the canary: 1 pod of v2");
  await aside(page).getByRole("button", { name: "Ask me one" }).click();
  await aside(page).getByText("What is a canary deployment?").waitFor();
  await until("the focus is on the question", async () => (await focused(page)) === "aside-question");
  assert.equal(await aside(page).getByRole("radio").count(), 4);
  const before = await sandbox.clock(page);
  await aside(page).getByRole("radio", { name: /Squawking/ }).check();
  await aside(page).getByRole("button", { name: "Check answer" }).click();
  await aside(page).getByRole("status").filter({ hasText: "Not quite." }).waitFor();
  await until("the focus is on the verdict", async () => (await focused(page)) === "aside-verdict");
  await aside(page).getByRole("button", { name: "Try again" }).click();
  await aside(page).getByRole("radio", { name: /subset of traffic/ }).check();
  await aside(page).getByRole("button", { name: "Check answer" }).click();
  await aside(page).getByRole("status").filter({ hasText: "Right." }).waitFor();
  await until("time has gone on", async () => (await sandbox.clock(page)) > before);
  assert.equal(await page.getByRole("button", { name: "Pause", exact: true }).count(), 1, "it still runs");
  await aside(page).getByRole("button", { name: "Next question" }).click();
  await until("another question", async () => !(await aside(page).innerText()).includes("What is a canary deployment?"));
  await page.goto(page.url().replace(/#.*/, "#/quiz/strategies"));
  await page.getByText(/1 of \d+ answered, 1 right/).waitFor();
});

pageTest("another strategy has other questions, and the panel closes", { route: "#/sandbox" }, async (page) => {
  await aside(page).getByRole("button", { name: "Ask me one" }).click();
  await aside(page).getByText("Rolling update", { exact: true }).waitFor();
  await sandbox.strategy(page, "Recreate");
  await aside(page).getByText("Recreate", { exact: true }).first().waitFor();
  await aside(page).getByRole("button", { name: "Close" }).click();
  assert.equal(await aside(page).getByRole("group").count(), 0);
});
