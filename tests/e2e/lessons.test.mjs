// Lessons: read and done from start to end by keyboard: a wrong prediction, a curve drawn with keys, a number turned in its
// sentence, a discovery that ticks itself, the test that passes it; and what of it is there after a reload.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { address, open, pageTest, setUp, until } from "./page.mjs";

setUp();

// A worker would bring the shipped lessons.
const HERE = { serviceWorkers: "block" };
const QUIZ = ["id: small", "title: Small", "kubernetes: 1.27-1.36", "questions:", ...["one", "two", "three"].map((id) =>
  `- {id: ${id}, type: choice, topic: canary, prompt: "About ${id}?", options: [{text: "Yes ${id}", right: true, reason: "So it is."}, {text: "No ${id}", reason: "It is not."}]}`)].join("\n");
const LESSON = `
id: small
title: "A small lesson"
topic: rolling-update
kubernetes: 1.27-1.36
about: "Say how many pods there may be."
runs:
- id: main
  start: replicas=4&maxSurge=1&maxUnavailable=1&requests-per-second=10
  do: [{at: 1, step: next}]
  until: 60
  dials:
  - {control: replicas, from: 2, to: 8}
  - {control: maxSurge, values: ["0", "1", "50%"]}
  - {control: maxUnavailable, values: ["0", "1", "100%"]}
- id: guess
  start: replicas=4&maxSurge=1&maxUnavailable=0
  do: [{at: 1, step: next}]
blocks:
- heading: "Two limits"
- text: "With [[replicas]] replicas, \`maxSurge\` [[maxSurge]] and \`maxUnavailable\` [[maxUnavailable]] at most $(deployment/web .spec.replicas + maxSurge(deployment/web), pod|pods) may exist."
- figure: {show: [picture, pods], at: 6, dials: [replicas], caption: "The first pause."}
- predict:
    id: which
    question: "What goes first?"
    options:
    - {text: "An old pod", proof: {eventually: "deployment/web .status.availableReplicas == 3"}}
    - {text: "No pod, before a new one is available", proof: {always: "deployment/web .status.availableReplicas >= 4"}}
    because: "\`maxUnavailable\` is $(maxUnavailable(deployment/web))."
  run: guess
- predict: {id: how-many, question: "How many pods at most?", number: "most deployment/web .status.replicas", unit: pods, because: "One more than $(deployment/web .spec.replicas)."}
  run: guess
- predict: {id: line, question: "Draw the available pods.", curve: available, show: [pods], because: "The line never falls below $(least deployment/web .status.availableReplicas)."}
  run: guess
- discover: {id: fail, task: "Make requests fail.", dials: [maxUnavailable], show: [pods, errors], goal: {eventually: "requests.failed >= 1"}, solution: "maxUnavailable=100%", then: "All went at once, and $(requests.failed, request|requests) failed."}
card:
- list: ["At most $(deployment/web .spec.replicas + maxSurge(deployment/web), pod|pods)."]
test: [one, two, three]
sources: ["https://kubernetes.io/docs/"]
`;

const main = (page) => page.getByRole("main").last();
const region = (page, name) => main(page).getByRole("region", { name, exact: true });
const sentence = (page) => main(page).locator(".paragraph").first();

async function openLesson(page) {
  await page.route("**/lessons-*.yaml", (it) => it.fulfill({ body: LESSON, contentType: "application/yaml" }));
  await page.route("**/quizzes-*.yaml", (it) => it.fulfill({ body: QUIZ, contentType: "application/yaml" }));
  await open(page, "#/lesson/small");
  await sentence(page).getByText("5 pods").waitFor();
}

/** Presses Tab until the focus is on something of this name, and then keys. */
async function reach(page, name, ...keys) {
  const here = () => page.evaluate(() => {
    const { activeElement: at } = document;
    return at.getAttribute("aria-label") ?? (at.labels?.length ? [...at.labels].map((label) => label.textContent).join(" ") : at.textContent.trim());
  });
  for (let presses = 0; !name.test(await here()); presses += 1) {
    assert.ok(presses < 60, `Tab does not lead to ${name}`);
    await page.keyboard.press("Tab");
  }
  for (const key of keys) await page.keyboard.press(key);
}

pageTest("a lesson from start to end by the keyboard alone", { route: null, context: HERE }, async (page) => {
  await openLesson(page);
  // Numbers in a sentence.
  await reach(page, /^Replicas$/i, "ArrowUp", "ArrowRight");
  await sentence(page).getByText("7 pods").waitFor();
  await page.keyboard.press("Home");
  await sentence(page).getByText("3 pods").waitFor();
  // What the API server refuses stands below.
  await reach(page, /^maxSurge$/, "Home");
  await reach(page, /^maxUnavailable$/, "Home");
  await main(page).locator(".paragraph").getByText(/may not be 0 when/).waitFor();
  await page.keyboard.press("ArrowUp");
  await sentence(page).getByText("2 pods").waitFor();
  // The figure's instant.
  await reach(page, /^Instant$/, "Home");
  await main(page).locator("figure output").getByText("0:00").waitFor();
  // A wrong prediction.
  await reach(page, /An old pod/, "Space");
  await reach(page, /^This is what I expect$/, "Enter");
  const which = region(page, "What goes first?");
  await which.getByRole("status").getByText("It went otherwise").waitFor();
  await which.getByText("maxUnavailable is 0.").waitFor();
  // A wrong number.
  await reach(page, /Your number/);
  await page.keyboard.type("4");
  await reach(page, /^This is what I expect$/, "Enter");
  await region(page, "How many pods at most?").getByRole("status").getByText("You said 4, and it came to 5 pods").waitFor();
  // A curve: too low from the third point on.
  await reach(page, /^available pods at 0:05$/, "ArrowRight", "ArrowDown", "ArrowDown");
  await reach(page, /^This is what I expect$/, "Enter");
  const drawn = region(page, "Draw the available pods.");
  await drawn.getByRole("status").getByText(/Your line \(dotted\) lies 1\.[78] off/).waitFor();
  assert.equal(await drawn.locator(".curve-sheet path:is(.expected, .actual)").count(), 2, "what was expected stays under what happened");
  // A discovery.
  const fail = region(page, "Make requests fail.");
  await fail.getByText("Not found yet.").waitFor();
  assert.equal(await fail.getByText("All went at once").count(), 0, "the explanation comes after the tick");
  await reach(page, /^Instant$/);
  await reach(page, /^maxUnavailable$/, "End");
  await fail.getByText("Found.").waitFor();
  await fail.getByText(/All went at once, and \d+ requests failed/).waitFor();
  // The test.
  await reach(page, /^Take the test$/, "Enter");
  for (const id of ["one", "two", "three"]) {
    await main(page).getByRole("radio", { name: `Yes ${id}` }).focus();
    await page.keyboard.press("Space");
    await reach(page, /^Check answer$/, "Enter");
    await main(page).getByRole("status").getByText("Right.").nth(["one", "two", "three"].indexOf(id)).waitFor();
  }
  await main(page).getByRole("status").getByText("The lesson is passed.").waitFor();
  // It is there after a reload.
  await open(page, "#/learn");
  await page.reload();
  await main(page).getByRole("listitem").filter({ hasText: "A small lesson" }).getByText("passed", { exact: true }).waitFor();
});

pageTest("a number is dragged, a curve drawn with the pointer, a prediction passed over", { route: null, context: HERE }, async (page) => {
  await openLesson(page);
  const dial = sentence(page).getByRole("spinbutton", { name: "Replicas" });
  const at = await dial.boundingBox();
  await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
  await page.mouse.down();
  await page.mouse.move(at.x + at.width / 2 + 30, at.y + at.height / 2, { steps: 3 });
  await page.mouse.up();
  assert.equal(await dial.getAttribute("aria-valuenow"), "6");
  await sentence(page).getByText("7 pods").waitFor();
  const drawn = region(page, "Draw the available pods.");
  const sheet = drawn.locator(".ground");
  await sheet.scrollIntoViewIfNeeded();
  const box = await sheet.boundingBox();
  await page.mouse.move(box.x + 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, box.y + box.height - 2, { steps: 12 });
  await page.mouse.up();
  const last = drawn.getByRole("slider").last();
  assert.equal(await last.getAttribute("aria-valuenow"), "0");
  await drawn.getByRole("button", { name: "Skip, and show it" }).click();
  await drawn.getByText("The line never falls below 4.").waitFor();
  await drawn.getByRole("button", { name: "Once more" }).click();
  assert.equal(await last.getAttribute("aria-valuenow"), "4", "it begins anew");
});

pageTest("again without help: only what there is to do", { route: null, context: HERE }, async (page) => {
  await openLesson(page);
  await main(page).getByRole("button", { name: "Again without help" }).click();
  await main(page).getByText("Texts and figures are hidden").waitFor();
  assert.equal(await main(page).locator(".paragraph, figure").count(), 0);
  assert.equal(await main(page).locator("section.doing").count(), 4);
  await main(page).getByRole("button", { name: "Show everything" }).click();
  await sentence(page).getByText("5 pods").waitFor();
});

pageTest("a figure is played, and its run opened in the sandbox", { route: null, context: HERE }, async (page) => {
  await openLesson(page);
  const figure = main(page).locator("figure").first();
  await figure.getByRole("img", { name: /Ready|pods/ }).first().waitFor();
  await figure.getByRole("button", { name: "Play" }).click();
  await until("time has run", async () => (await figure.locator("output").innerText()) > "0:10");
  await figure.getByRole("button", { name: "Pause" }).click();
  await figure.getByRole("button", { name: "Open this run in the sandbox" }).click();
  await page.getByRole("region", { name: "Cluster" }).waitFor();
  await page.waitForURL(/#\/sandbox\?/);
});

pageTest("every lesson is on the map, opens, and tells every number", { route: "#/learn", context: HERE }, async (page) => {
  const names = readdirSync(new URL("../../content/lessons/", import.meta.url)).filter((name) => name.endsWith(".yaml"));
  const map = page.locator(".lesson-map li");
  await map.first().waitFor();
  assert.equal(await map.count(), names.length);
  const needed = map.filter({ hasText: "Choosing a strategy, and combining several" }).first().locator(".builds-on").getByRole("link");
  assert.equal(await needed.count(), 4);
  assert.equal(await needed.first().getAttribute("href"), "#/lesson/max-surge-and-max-unavailable");
  const hrefs = await map.locator("> a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  for (const href of hrefs) {
    await open(page, href);
    const told = page.locator(".lesson .computed");
    await told.first().waitFor();
    await until(`every number of ${href} is worked out`, async () => (await told.getByText("…").count()) === 0);
    assert.equal(await told.getByText("–", { exact: true }).count(), 0, href);
    assert.equal(await page.locator(".lesson .error").count(), 0, href);
  }
});

/** The number that stands in a sentence behind these words. */
const numberAfter = (text, words) => Number(new RegExp(`${words} (\\d+)`).exec(text)?.[1]);

pageTest("without JavaScript a lesson is opened from the first page and read, with its numbers and figures", { route: null, context: { javaScriptEnabled: false } }, async (page) => {
  await page.goto(address());
  await page.getByRole("link", { name: "The lessons", exact: true }).click();
  const names = readdirSync(new URL("../../content/lessons/", import.meta.url)).filter((name) => name.endsWith(".yaml"));
  assert.equal(await page.locator(".lesson-map li").count(), names.length);
  await page.getByRole("link", { name: "Why a new version needs a plan" }).click();
  await page.getByRole("heading", { level: 1, name: "Why a new version needs a plan" }).waitFor();
  const failed = numberAfter(await page.locator(".paragraph").first().innerText(), "Still");
  assert.ok(failed > 100 && failed < 800, `${failed} requests fail`);
  assert.equal(await page.locator("figure .scene:visible").first().isVisible(), true);
  assert.equal(await page.locator(".because:visible").count(), 0, "what happened is folded up");
  await page.getByText("One way to do it, and what comes of it").first().click();
  await page.getByText(/^Now \d+ requests fail/).waitFor();
  // On a phone each figure is drawn anew, not made smaller.
  await page.setViewportSize({ width: 390, height: 844 });
  for (const text of await page.locator("figure svg:visible text").all()) assert.ok((await text.boundingBox()).height > 10);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  await page.getByRole("link", { name: /^The next lesson: / }).click();
  await page.getByRole("link", { name: "The lesson before: Why a new version needs a plan" }).click();
  assert.match(await page.getByRole("link", { name: "Open it live" }).getAttribute("href"), /^\.\.\/#\/lesson\/why-rollouts$/);
});

pageTest("the program fetches none of these pages, and the way from one into it is the live lesson", { route: null, context: HERE }, async (page) => {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await open(page, "#/lesson/readiness");
  await page.locator(".lesson .computed").first().waitFor();
  assert.deepEqual(asked.filter((path) => /\/lessons\//.test(path)), []);
  await page.goto(`${address()}lessons/readiness.html`);
  await page.getByRole("link", { name: "Open it live" }).click();
  await page.getByRole("button", { name: "Take the test" }).waitFor();
});
