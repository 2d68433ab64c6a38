// The canary question: answered wrongly, read why, answered rightly; by pointer and by keyboard; with and without storage.

import assert from "node:assert/strict";
import { open, pageTest, setUp, until } from "./page.mjs";

setUp();

const RIGHT = /alongside .*subset of traffic/i;
const WRONG = /squawk/i;

const question = (page) => page.getByRole("group").filter({ hasText: RIGHT }).filter({ has: page.getByRole("radio") }).last();
const check = (page) => page.getByRole("button", { name: "Check answer", exact: true });
const retry = (page) => page.getByRole("button", { name: "Try again", exact: true });
const verdict = (page, words) => page.getByRole("status").filter({ hasText: words }).first();

/** Opens the quiz whose question asks what a canary deployment is. */
async function openCanary(page) {
  await open(page, "#/quiz/strategies");
  const radio = page.getByRole("radio", { name: RIGHT });
  if ((await radio.count()) === 0) {
    await page.getByRole("main").getByRole("link").first().click();
    await radio.first().waitFor();
  }
  return page.url();
}

pageTest("the canary question explains a wrong answer and takes the right one", { route: null }, async (page) => {
  await openCanary(page);
  assert.equal(await question(page).getByRole("radio").count(), 4);
  await page.getByRole("radio", { name: WRONG }).check();
  await check(page).click();
  await verdict(page, "Not quite.").waitFor();
  assert.equal(await page.getByRole("main").getByText("Your answer").count() > 0, true, "the own answer is marked in words");
  await until("every option is explained", async () => {
    const text = await page.getByRole("main").innerText(); // Blocks are apart in it, as they are for a reader.
    return (text.match(/\bWrong\b/g) ?? []).length >= 3 && /\bRight\b/.test(text);
  });
  await retry(page).click();
  await page.getByRole("radio", { name: RIGHT }).check();
  await check(page).click();
  await verdict(page, "Right.").waitFor();
  await page.getByText(/1 of \d+ answered/).first().waitFor();
});

/** Presses Tab until the focused element answers to `test`, as somebody without a mouse has to. */
async function tabTo(page, what, test) {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(test)) return;
  }
  assert.fail(`80 presses of Tab did not reach ${what}`);
}

/** Chooses, with arrow keys alone, the radio of the focused group whose label matches. */
async function arrowTo(page, pattern) {
  for (let presses = 0; presses < 8; presses += 1) {
    const label = await page.evaluate(() => {
      const radio = document.activeElement;
      return radio.checked ? [...radio.labels].map((element) => element.textContent).join(" ") : "";
    });
    if (pattern.test(label)) return;
    await page.keyboard.press(presses === 0 && label === "" ? "Space" : "ArrowDown");
  }
  assert.fail(`no arrow key reached ${pattern}`);
}

const onRadio = () => document.activeElement?.matches("main input[type=radio]");
const onCheck = () => document.activeElement?.textContent.trim() === "Check answer";
const onRetry = () => document.activeElement?.textContent.trim() === "Try again";

pageTest("the canary question can be answered by the keyboard alone", { route: null }, async (page) => {
  await openCanary(page);
  await tabTo(page, "the options", onRadio);
  await arrowTo(page, WRONG);
  await tabTo(page, "Check answer", onCheck);
  await page.keyboard.press("Enter");
  await verdict(page, "Not quite.").waitFor();
  await tabTo(page, "Try again", onRetry);
  await page.keyboard.press("Enter");
  await retry(page).waitFor({ state: "detached" });
  await tabTo(page, "the options", onRadio);
  await arrowTo(page, RIGHT);
  await tabTo(page, "Check answer", onCheck);
  await page.keyboard.press("Space");
  await verdict(page, "Right.").waitFor();
});

pageTest("a rollout can be started and run by the keyboard alone", {}, async (page) => {
  const onButton = (name) => `document.activeElement?.matches("button") && ${JSON.stringify(name)} ===
    (document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent).trim()`;
  await tabTo(page, "Roll out v2", onButton("Roll out v2"));
  await page.keyboard.press("Enter"); // It starts time, too.
  await tabTo(page, "Pause", onButton("Pause"));
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
  await until("pods of v2 serve", async () =>
    /v2/.test(await page.getByRole("table", { name: "Last 100 requests" }).textContent()));
});

pageTest("answers survive a reload", { route: null }, async (page) => {
  const url = await openCanary(page);
  await page.getByRole("radio", { name: RIGHT }).check();
  await check(page).click();
  await verdict(page, "Right.").waitFor();
  await page.goto(url);
  await page.reload();
  await page.getByText(/1 of \d+ answered/).first().waitFor();
});

pageTest("answers of a later version stay as they are, and new ones are kept beside them", { route: null }, async (page) => {
  const later = JSON.stringify({ format_version: 9, answers: ["of another kind"] });
  const url = await openCanary(page);
  await page.evaluate((text) => localStorage.setItem("podyard.answers", text), later);
  await page.reload();
  await page.getByText("A later version of Podyard has kept answers here.").waitFor();
  await page.getByRole("radio", { name: RIGHT }).check();
  await check(page).click();
  await verdict(page, "Right.").waitFor();
  await page.goto(url);
  await page.reload();
  await page.getByText(/1 of \d+ answered/).first().waitFor();
  assert.equal(await page.evaluate(() => localStorage.getItem("podyard.answers")), later);
});

pageTest("what two tabs answer is kept for both", { route: null }, async (page) => {
  const url = await openCanary(page);
  const other = await page.context().newPage();
  await other.goto(url);
  await other.getByRole("radio", { name: RIGHT }).waitFor();
  await page.getByRole("radio", { name: RIGHT }).check();
  await check(page).click();
  await verdict(page, "Right.").waitFor();
  await other.getByRole("navigation", { name: "Questions" }).getByRole("button").nth(1).click();
  await other.getByRole("main").locator("input").first().check();
  await check(other).click();
  await other.getByRole("button", { name: "Try again" }).or(verdict(other, "Right.")).first().waitFor();
  for (const tab of [page, other]) {
    await tab.reload();
    await tab.getByText(/2 of \d+ answered/).first().waitFor();
  }
});

pageTest("after the last question one comes back to those that are not right", { route: null }, async (page) => {
  await openCanary(page);
  const questions = page.getByRole("navigation", { name: "Questions" }).getByRole("button");
  const count = await questions.count();
  assert.ok(count >= 13, `${count} questions`);
  const next = page.getByRole("button", { name: "Next question", exact: true });
  // The canary question is answered wrongly, then the last one, whatever is chosen: Next leads back to the first.
  await page.getByRole("radio", { name: WRONG }).check();
  await check(page).click();
  await questions.last().click();
  const any = page.getByRole("main").locator("input");
  await any.first().check();
  await check(page).click();
  await next.click();
  await verdict(page, "Not quite.").waitFor();
  await page.getByRole("heading", { name: "What is a canary deployment?" }).waitFor();
});

const forbidStorage = () => {
  const refuse = () => {
    throw new DOMException("storage is forbidden here", "SecurityError");
  };
  Object.defineProperty(window, "localStorage", { get: refuse });
};

pageTest("the quiz works where storage is forbidden", { route: null, init: forbidStorage }, async (page) => {
  await openCanary(page);
  await page.getByRole("radio", { name: RIGHT }).check();
  await check(page).click();
  await verdict(page, "Right.").waitFor();
});
