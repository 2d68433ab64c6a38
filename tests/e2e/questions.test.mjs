// Every way to answer a question, by keyboard; and what the page says where the questions do not come.

import assert from "node:assert/strict";
import { open, pageTest, setUp, until } from "./page.mjs";

setUp();

const FILE = "**/quizzes-*.yaml";
// A worker would bring the shipped questions.
const HERE = { serviceWorkers: "block" };
const QUIZ = `
id: every
title: Every way
kubernetes: 1.27-1.36
questions:
- {id: how-many, type: number, topic: canary, prompt: "How many pods?", answer: 13, unit: pods, reason: "10 and 3.", source: "https://kubernetes.io/docs/",
   sandbox: "replicas=10&maxSurge=25%", wrong: [{answer: "12", reason: "That rounds 2.5 down."}]}
- {id: which-command, type: text, topic: canary, prompt: "Which command?", accept: [kubectl rollout undo deployment/web], reason: "It goes back."}
- {id: which-order, type: order, topic: canary, prompt: "Which order?", steps: [First, Second, Third], reason: "One after the other."}
- {id: which-pairs, type: match, topic: canary, prompt: "What belongs together?", reason: "By their letters.",
   pairs: [{left: A, right: a}, {left: B, right: b}, {left: C, right: c}]}
- {id: all-of-them, type: several, topic: canary, prompt: "Which are even?",
   options: [{text: "2", right: true, reason: "It is."}, {text: "3", reason: "It is odd."}, {text: "4", right: true, reason: "It is too."}]}
`;

const main = (page) => page.getByRole("main").last();
const check = (page) => page.getByRole("button", { name: "Check answer", exact: true });
const verdict = (page, words) => page.getByRole("status").filter({ hasText: words }).first().waitFor();
const press = async (page, key) => {
  await page.keyboard.press(key);
  assert.notEqual(await page.evaluate(() => document.activeElement.tagName), "BODY", `${key} loses the focus`);
};

async function openQuiz(page, text = QUIZ) {
  await page.route(FILE, (route) => route.fulfill({ body: text, contentType: "application/yaml" }));
  await open(page, "#/quiz/every");
  await main(page).getByRole("button", { name: /^Question 1/ }).waitFor();
}

const goTo = async (page, number) => {
  await main(page).getByRole("button", { name: new RegExp(`^Question ${number}\\b`) }).focus();
  await press(page, "Enter");
};

pageTest("a number is typed: a known wrong one is explained, the right one taken", { route: null, context: HERE }, async (page) => {
  await openQuiz(page);
  const box = main(page).getByRole("textbox", { name: "Your answer pods" });
  assert.equal(await check(page).isDisabled(), true, "no answer yet");
  await box.fill("12");
  await press(page, "Enter");
  await verdict(page, "Not quite.");
  const text = await main(page).innerText();
  for (const said of ["12 pods", "That rounds 2.5 down.", "13 pods", "10 and 3."]) assert.ok(text.includes(said), `${said} in ${text}`);
  assert.equal(await main(page).getByRole("link", { name: "https://kubernetes.io/docs/" }).getAttribute("rel"), "noopener noreferrer");
  assert.equal(await main(page).getByRole("link", { name: /sandbox/i }).first().getAttribute("href"), "#/sandbox?replicas=10&maxSurge=25%25");
  await main(page).getByRole("button", { name: "Try again", exact: true }).click();
  await box.fill(" 13 ");
  await press(page, "Enter");
  await verdict(page, "Right.");
  await page.reload();
  await verdict(page, "Right.");
});

pageTest("words are typed, whatever their capitals and blanks", { route: null, context: HERE }, async (page) => {
  await openQuiz(page);
  await goTo(page, 2);
  await main(page).getByRole("textbox", { name: "Your answer" }).fill("  Kubectl rollout  undo deployment/web");
  await press(page, "Enter");
  await verdict(page, "Right.");
});

pageTest("steps are put in order with the keyboard", { route: null, context: HERE }, async (page) => {
  await openQuiz(page);
  await goTo(page, 3);
  const steps = () => main(page).getByRole("listitem").filter({ has: page.getByRole("button", { name: /^Move up/ }) }).allInnerTexts();
  const wanted = ["First", "Second", "Third"];
  const now = async () => (await steps()).map((text) => wanted.find((step) => text.includes(step)));
  assert.notDeepEqual(await now(), wanted, "they are not shown in order");
  for (const [place, step] of wanted.entries()) {
    for (let turns = 0; (await now()).indexOf(step) > place; turns += 1) {
      assert.ok(turns < 3, `${step} does not move: ${await now()}`);
      await main(page).getByRole("button", { name: `Move up: ${step}` }).focus();
      await page.keyboard.press("Enter");
    }
  }
  assert.deepEqual(await now(), wanted);
  await check(page).click();
  await verdict(page, "Right.");
});

pageTest("what belongs together is chosen from lists", { route: null, context: HERE }, async (page) => {
  await openQuiz(page);
  await goTo(page, 4);
  for (const [left, right] of [["A", "a"], ["B", "c"], ["C", "b"]]) {
    assert.equal(await check(page).isDisabled(), true, "something is still open");
    await main(page).getByRole("combobox", { name: new RegExp(`^${left}`) }).selectOption({ label: right });
  }
  await check(page).click();
  await verdict(page, "Not quite.");
  const text = await main(page).innerText();
  for (const said of ["A – a", "B – b", "You chose:", "By their letters."]) assert.ok(text.includes(said), `${said} in ${text}`);
});

pageTest("of several all are asked for", { route: null, context: HERE }, async (page) => {
  await openQuiz(page);
  await goTo(page, 5);
  await main(page).getByRole("checkbox", { name: "2" }).check();
  await check(page).click();
  await verdict(page, "Not quite.");
  await main(page).getByRole("button", { name: "Try again", exact: true }).click();
  for (const name of ["2", "4"]) await main(page).getByRole("checkbox", { name }).check();
  await check(page).click();
  await verdict(page, "Right.");
});

pageTest("questions that do not come are asked for again at a press", { route: null, context: HERE, expected: /503|Failed to load/ }, async (page) => {
  let asked = 0;
  await page.route(FILE, (route) => {
    asked += 1;
    return asked === 1 ? route.fulfill({ status: 503, body: "" }) : route.fulfill({ body: QUIZ });
  });
  await open(page, "#/quiz/every");
  await main(page).getByRole("alert").filter({ hasText: "could not be loaded" }).waitFor();
  await main(page).getByRole("button", { name: "Try again", exact: true }).click();
  await main(page).getByText("How many pods?").waitFor();
});

// Frames come between what is decided and its drawing, as in a page under load.
const late = () => { window.queueMicrotask = (work) => setTimeout(work, 60); };

pageTest("questions that are read stay, however late the page is drawn", { route: null, context: HERE, init: late }, async (page) => {
  await page.route(FILE, (route) => route.fulfill({ body: QUIZ }));
  await open(page, "#/quiz/every");
  await main(page).getByText("How many pods?").waitFor();
  assert.equal(await main(page).getByRole("alert").count(), 0);
});

pageTest("what is no file of questions is refused in words", { route: null, context: HERE }, async (page) => {
  for (const body of ["<script>alert(1)</script>", "a: &a [*a, *a]", `id: x\ntitle: ${"y".repeat(5_000_000)}`, "questions: 7"]) {
    await page.route(FILE, (route) => route.fulfill({ body }));
    await page.goto("about:blank");
    await open(page, "#/quiz/every");
    await until("it is refused", async () => (await main(page).getByRole("alert").count()) + (await main(page).getByRole("heading").count()) > 0);
    await page.unroute(FILE);
  }
});

// What the build works out stands in `key`.
const SEEN = `
id: every
title: By looking
kubernetes: 1.27-1.36
questions:
- {id: which-pod, type: pod, topic: canary, prompt: "Which pod?", run: {start: replicas=2}, at: 0, which: pods, key: [1, 0], reason: "The first."}
- {id: which-instant, type: moment, topic: recreate, prompt: "When is nobody there?", run: {start: strategy=recreate&replicas=2, do: [{at: 5, step: next}], until: 40}, figure: [pods], key: [5000], reason: "At once."}
- {id: which-line, type: curve, topic: canary, prompt: "How does it go?", run: {start: replicas=2, until: 30}, curve: available, key: [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2], reason: "It stays."}
- id: which-setting
  type: goal
  topic: canary
  prompt: "Let no pod be missing."
  run: {start: replicas=2&maxSurge=0&maxUnavailable=1, do: [{at: 1, step: next}], until: 60}
  figure: [pods]
  dials: [{control: maxSurge, from: 0, to: 2}, {control: maxUnavailable, from: 0, to: 2}]
  goal: {all: [{always: deployment/web .status.availableReplicas >= 2}, {at the end: "rollout(deployment/web) == complete and deployment/web .status.updatedReplicas == 2"}]}
  reason: "A new one comes first."
`;

pageTest("pods are marked by keys and by the pointer", { route: null, context: HERE }, async (page) => {
  await openQuiz(page, SEEN);
  const boxes = main(page).getByRole("checkbox", { name: /web-/ });
  await boxes.first().waitFor();
  assert.equal(await boxes.count(), 2);
  // In the picture, then away again in the list.
  await main(page).locator(".scene .pod .body").nth(1).click();
  assert.equal(await boxes.nth(1).isChecked(), true);
  await boxes.nth(1).focus();
  await press(page, "Space");
  await boxes.first().focus();
  await press(page, "Space");
  await check(page).focus();
  await press(page, "Enter");
  await verdict(page, "Right.");
  await main(page).getByText("The first.").waitFor();
});

pageTest("a run is moved to an instant by keys", { route: null, context: HERE }, async (page) => {
  await openQuiz(page, SEEN);
  await goTo(page, 2);
  const instant = main(page).getByRole("slider", { name: "Instant" });
  await instant.focus();
  for (let step = 0; step < 12; step += 1) await press(page, "ArrowRight");
  await main(page).getByText("Your instant: 3 s").waitFor();
  await check(page).focus();
  await press(page, "Enter");
  await verdict(page, "Not quite.");
  await main(page).getByText("You said 3 s. It was 5 s.").waitFor();
});

pageTest("a line is drawn by keys", { route: null, context: HERE }, async (page) => {
  await openQuiz(page, SEEN);
  await goTo(page, 3);
  const first = main(page).getByRole("slider", { name: "available pods at 0:00" });
  await first.focus();
  await press(page, "ArrowUp");
  await check(page).focus();
  await press(page, "Enter");
  await verdict(page, "Not quite.");
  assert.equal(await main(page).locator(".curve-sheet :is(.expected, .actual)").count(), 2);
  await main(page).getByRole("button", { name: "Try again" }).focus();
  await press(page, "Enter");
  await first.focus();
  await press(page, "ArrowUp");
  await press(page, "ArrowDown");
  await check(page).focus();
  await press(page, "Enter");
  await verdict(page, "Right.");
});

pageTest("a goal is reached by keys", { route: null, context: HERE }, async (page) => {
  await openQuiz(page, SEEN);
  await goTo(page, 4);
  const dial = (name) => main(page).getByRole("spinbutton", { name, exact: true });
  await main(page).getByText("Not found yet.").waitFor();
  assert.equal(await check(page).isDisabled(), true);
  await dial("maxSurge").focus();
  await press(page, "ArrowUp");
  await dial("maxUnavailable").focus();
  await press(page, "Home");
  await main(page).getByText("Found.", { exact: true }).waitFor();
  await check(page).focus();
  await press(page, "Enter");
  await verdict(page, "Right.");
  await main(page).getByText("A new one comes first.").waitFor();
});
