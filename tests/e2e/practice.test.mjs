// Practice: from topics to the end by keyboard, the wrong ones again, review on another day, answers as a file, and one
// truth beside the cluster, on this page and in another tab.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { open, pageTest, setUp } from "./page.mjs";

setUp();

const FILE = "**/quizzes-*.yaml";
// A worker would bring the shipped questions.
const HERE = { serviceWorkers: "block", timezoneId: "UTC" };
const choice = (id, topic, belief = "") =>
  `- {id: ${id}, type: choice, topic: ${topic}, prompt: "About ${id}?", options: [{text: "Yes ${id}", right: true, reason: "So it is."}, {text: "No ${id}", reason: "It is not."${belief}}]}`;
const QUIZ = ["id: small", "title: Small", "kubernetes: 1.27-1.36", "questions:", choice("one", "canary", ", misconception: M5"),
  choice("two", "canary"), choice("three", "recreate")].join("\n");

const main = (page) => page.getByRole("main").last();
const button = (page, name) => main(page).getByRole("button", { name, exact: true });
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());

async function openPractice(page, route = "#/quiz") {
  await page.route(FILE, (it) => it.fulfill({ body: QUIZ, contentType: "application/yaml" }));
  await open(page, route);
  await button(page, "Start").waitFor();
}

/** What is asked now. */
const asked = async (page) => /About (\w+)\?/.exec(await main(page).innerText())[1];

async function answer(page, right, sure = false) {
  const id = await asked(page);
  await main(page).getByRole("radio", { name: `${right ? "Yes" : "No"} ${id}` }).check();
  if (sure) await main(page).getByRole("checkbox", { name: "I am sure" }).check();
  await button(page, "Check answer").click();
  await main(page).getByRole("status").filter({ hasText: right ? "Right." : "Not quite." }).waitFor();
  return id;
}

const next = async (page) => main(page).getByRole("button", { name: /^(Next question|See how it went)$/ }).click();

/** Presses Tab until the focus is on something with these words, and then a key. */
async function reach(page, words, key) {
  const here = () => page.evaluate(() => {
    const { activeElement: at } = document;
    return at.labels?.length ? [...at.labels].map((label) => label.textContent).join(" ") : at.textContent.trim();
  });
  for (let presses = 0; !words.test(await here()); presses += 1) {
    assert.ok(presses < 60, `Tab does not lead to ${words}`);
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press(key);
}

pageTest("practice from topics to the end, and the wrong ones again, by the keyboard alone", { route: null, context: HERE }, async (page) => {
  await openPractice(page);
  await main(page).getByText("0 of 2 right").waitFor();
  await reach(page, /^Canary/, "Space");
  await main(page).getByRole("status").filter({ hasText: "2 questions" }).waitFor();
  await reach(page, /^Start$/, "Enter");
  await main(page).getByText("1 of 2", { exact: true }).waitFor();
  assert.equal(await focused(page), "practised");
  const first = await asked(page);
  await reach(page, /^(Yes|No) /, "Space");
  while (!(await main(page).getByRole("radio", { name: `No ${first}` }).isChecked())) await page.keyboard.press("ArrowDown");
  await reach(page, /^Check answer$/, "Enter");
  assert.equal(await focused(page), "practised-verdict");
  await reach(page, /^Next question$/, "Enter");
  assert.equal(await focused(page), "practised");
  await reach(page, /^(Yes|No) /, "Space");
  const second = await asked(page);
  while (!(await main(page).getByRole("radio", { name: `Yes ${second}` }).isChecked())) await page.keyboard.press("ArrowDown");
  await reach(page, /^Check answer$/, "Enter");
  await reach(page, /^See how it went$/, "Enter");
  await main(page).getByRole("heading", { name: "1 of 2 right at the first try" }).waitFor();
  assert.equal(await focused(page), "practice-title");
  await main(page).getByRole("heading", { name: "Not right at the first try" }).waitFor();
  await reach(page, /^Only the wrong ones again$/, "Enter");
  await main(page).getByText("1 of 1", { exact: true }).waitFor();
  assert.equal(await asked(page), first);
  await answer(page, true);
  await next(page);
  await main(page).getByRole("heading", { name: "1 of 1 right at the first try" }).waitFor();
  await reach(page, /^Practise something else$/, "Enter");
  await main(page).getByText("2 of 2 right").waitFor();
  assert.equal(await main(page).getByRole("checkbox", { name: /^Canary/ }).isChecked(), true, "what was chosen stays chosen");
});

pageTest("sure, unsure or nothing is said by the keyboard, and what one was unsure of comes again tomorrow", { route: null, context: HERE }, async (page) => {
  await openPractice(page, "#/quiz?topics=canary&length=5");
  await button(page, "Start").click();
  const [sure, unsure] = ["I am sure", "I am not sure"].map((name) => main(page).getByRole("checkbox", { name, exact: true }));
  await main(page).getByRole("radio").first().check();
  await reach(page, /^I am sure$/, "Space");
  assert.deepEqual([await sure.isChecked(), await unsure.isChecked()], [true, false]);
  await reach(page, /^I am not sure$/, "Space");
  assert.deepEqual([await sure.isChecked(), await unsure.isChecked()], [false, true]);
  await page.keyboard.press("Space");
  assert.deepEqual([await sure.isChecked(), await unsure.isChecked()], [false, false], "it is taken back");
  await page.keyboard.press("Space");
  await main(page).getByRole("radio", { name: /^Yes / }).check();
  assert.equal(await unsure.isChecked(), true, "what was said stays said");
  await button(page, "Check answer").click();
  const [answer] = await page.evaluate(() => Object.values(JSON.parse(localStorage.getItem("podyard.answers")).answers));
  assert.equal(answer.unsure, true);
  assert.equal(answer.review[2] - answer.review[0], 1);
});

pageTest("what one was sure of and had wrong is named at the end, believed no longer than wrong, and comes first", { route: null, context: HERE }, async (page) => {
  await openPractice(page, "#/quiz?topics=canary&length=5");
  assert.equal(await main(page).getByRole("checkbox", { name: /^Canary/ }).isChecked(), true, "the link chose it");
  await button(page, "Start").click();
  for (let turn = 0; turn < 2; turn += 1) {
    await answer(page, (await asked(page)) !== "one", true);
    await next(page);
  }
  const missed = main(page).locator(".missed");
  assert.match(await missed.innerText(), /You were sure, and it was wrong\s+About one\?/);
  await button(page, "Practise something else").click();
  const belief = main(page).getByRole("checkbox", { name: "Canary is a strategy that a Deployment has." });
  await belief.waitFor();
  await main(page).getByRole("radio", { name: "Wrong the last time: 1" }).waitFor();
  await button(page, "Start").click();
  assert.equal(await asked(page), "one", "it comes first");
  await answer(page, true);
  await button(page, "Stop here").click();
  await button(page, "Practise something else").click();
  assert.equal(await belief.count(), 0);
});

/** A clock that can be set: so many days ahead. */
function clockAhead() {
  const { now } = Date;
  Date.now = () => now() + Number(localStorage.getItem("days-ahead") ?? 0) * 86_400_000;
}

pageTest("what was right comes back after a day, then after three", { route: null, context: HERE, init: clockAhead }, async (page) => {
  const ahead = async (days) => {
    await page.evaluate((text) => localStorage.setItem("days-ahead", text), String(days));
    await page.reload();
    await button(page, "Start").waitFor();
  };
  const due = (count) => main(page).getByRole("radio", { name: `Due for review: ${count}` });
  await openPractice(page);
  await button(page, "Start").click();
  await answer(page, true);
  await button(page, "Stop here").click();
  await button(page, "Practise something else").click();
  await due(0).waitFor();
  await ahead(1);
  await due(1).check();
  await button(page, "Start").click();
  await main(page).getByText("1 of 1", { exact: true }).waitFor();
  await answer(page, true);
  await ahead(3);
  await due(0).waitFor();
  await ahead(4);
  await due(1).waitFor();
});

/** Exercise `stuck-never-ready` was done with these hints before the page came. */
const hinted = (hints) => `{"done":[{"exercise":"stuck-never-ready","hints":${hints},"changes":1,"met":9.5}]}`;
const DONE = (text) => { if (!localStorage.getItem("podyard.exercises")) localStorage.setItem("podyard.exercises", text); };

pageTest("answers and exercises go into a file, are forgotten and brought back, and come from a file", { route: null, context: HERE }, async (page) => {
  await page.addInitScript(DONE, hinted(1));
  const done = () => page.evaluate(() => localStorage.getItem("podyard.exercises"));
  await openPractice(page);
  await button(page, "Start").click();
  await answer(page, true);
  await button(page, "Stop here").click();
  await button(page, "Practise something else").click();
  const [file] = await Promise.all([page.waitForEvent("download"), button(page, "Save as a file").click()]);
  assert.equal(file.suggestedFilename(), "podyard-answers.json");
  const path = await file.path();
  const saved = JSON.parse(readFileSync(path, "utf8"));
  assert.deepEqual([saved.format_version, saved.done], [2, JSON.parse(hinted(1)).done]);
  const kept = (count) => main(page).getByText(new RegExp(`^${count} questions? answered\\. ${count} exercises? done\\.`)).waitFor();
  await button(page, "Forget all").click();
  await main(page).getByRole("alert").filter({ hasText: "Forget 1 answer and 1 exercise done?" }).waitFor();
  await button(page, "Keep them").click();
  await kept(1);
  await button(page, "Forget all").click();
  await button(page, "Forget them").click();
  await kept(0);
  assert.equal(await focused(page), "kept-title");
  await button(page, "Bring them back").click();
  await kept(1);
  await button(page, "Forget all").click();
  await button(page, "Forget them").click();
  await kept(0);
  assert.doesNotMatch(await done(), /stuck/);
  await page.evaluate((text) => localStorage.setItem("podyard.exercises", text), hinted(0));
  const box = main(page).locator("input[type=file]");
  await box.setInputFiles({ name: "runs.json", mimeType: "application/json", buffer: Buffer.from("{\"format_version\":1,\"runs\":[]}") });
  await main(page).getByText("This is no file of answers. Nothing was changed.").waitFor();
  await box.setInputFiles({ name: "answers.json", mimeType: "application/json", buffer: readFileSync(path) });
  await main(page).getByText("1 answer and 1 exercise taken in from the file.").waitFor();
  await kept(1);
  assert.match(await done(), /stuck-never-ready/);
  assert.doesNotMatch(await done(), /hints/, "done without a hint here");
  await page.reload();
  await kept(1);
});

pageTest("an answer given beside the cluster shows on a page of practice that was opened before, and the other way round", { route: "#/quiz", context: HERE }, async (page) => {
  const kept = (count) => main(page).getByText(new RegExp(`^${count} questions? answered\\.`)).waitFor();
  const aside = page.getByRole("region", { name: "Question", exact: true });
  await kept(0);
  await page.evaluate(() => { location.hash = "#/sandbox?strategy=canary"; });
  await aside.getByRole("button", { name: "Ask me one" }).click();
  await aside.getByRole("radio", { name: /subset of traffic/ }).check();
  await aside.getByRole("button", { name: "Check answer" }).click();
  await aside.getByRole("status").filter({ hasText: "Right." }).waitFor();
  await page.evaluate(() => { location.hash = "#/quiz"; });
  await kept(1);
  await button(page, "Forget all").click();
  await button(page, "Forget them").click();
  await page.evaluate(() => { location.hash = "#/sandbox"; });
  await aside.getByRole("button", { name: "Check answer" }).waitFor();
});

pageTest("another tab's answer shows in this one", { route: null, context: HERE }, async (page) => {
  await openPractice(page);
  const other = await page.context().newPage();
  await openPractice(other, page.url().replace(/^[^#]*/, ""));
  await button(other, "Start").click();
  await answer(other, true);
  await main(page).getByText(/^1 question answered\./).waitFor();
});

pageTest("the questions are read in slices: no task of theirs holds up the page", { route: "#/about", context: HERE }, async (page) => {
  await page.evaluate(() => {
    window.long = [];
    new PerformanceObserver((list) => window.long.push(...list.getEntries().map((entry) => Math.round(entry.duration))))
      .observe({ type: "longtask" });
  });
  await page.evaluate(() => { location.hash = "#/quiz"; });
  await button(page, "Start").waitFor();
  await page.waitForTimeout(300);
  const long = await page.evaluate(() => window.long);
  assert.ok(Math.max(0, ...long) <= 100, `tasks of ${long} ms`);
});
