// A teacher's own file of questions: asked like any other, its answers kept apart; and files that mean harm do none: scripts
// are words, what is too much is refused in words, and the page answers all the while.

import assert from "node:assert/strict";
import { open, pageTest, setUp } from "./page.mjs";

setUp();

// A worker would ask by itself.
const HERE = { serviceWorkers: "block" };
const HEAD = "id: mine\ntitle: \"My class\"\nkubernetes: 1.27-1.36\n";
const question = (id, more = "") =>
  `- id: ${id}\n  type: choice\n  topic: canary\n  prompt: "About ${id}?"\n${more}  options:\n  - {text: "Yes ${id}", right: true, reason: "So it is."}\n  - {text: "No ${id}", reason: "It is not."}\n`;
const GOOD = `${HEAD}questions:\n${question("one", "  source: https://kubernetes.io/docs\n  run: {start: replicas=3, do: [{at: 1, step: next}]}\n")}${question("canary-what")}`;

const main = (page) => page.getByRole("main").last();
const stored = (page, key) => page.evaluate((name) => localStorage.getItem(name), key);

/** Chooses a file, which is made in the page: what Playwright does to bring a large one there would count as a task of the page. */
async function choose(page, text) {
  const sent = text.length > 1_000_000 ? { times: text.length, of: text[0] } : { times: 1, of: text };
  await main(page).locator("input[type=file]").evaluate((box, { times, of }) => {
    const chosen = new DataTransfer();
    chosen.items.add(new File([of.repeat(times)], "mine.yaml"));
    box.files = chosen.files;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }, sent);
}

/** Notes tasks that hold up the page, and scripts that run. */
function watched() {
  window.long = [];
  window.hit = 0;
  window.alert = () => { window.hit += 1; };
  new PerformanceObserver((list) => window.long.push(...list.getEntries().map((entry) => Math.round(entry.duration)))).observe({ type: "longtask" });
}

async function answer(page, words) {
  await main(page).getByRole("radio", { name: words, exact: true }).check();
  await main(page).getByRole("button", { name: "Check answer" }).click();
}

pageTest("a file is chosen and asked; its answers are kept apart from those to our questions", { route: "#/quiz", context: HERE }, async (page) => {
  await main(page).getByRole("link", { name: "Open a file of questions" }).click();
  await main(page).getByRole("heading", { level: 1, name: "Questions of your own" }).waitFor();
  await choose(page, GOOD);
  await main(page).getByRole("heading", { level: 1, name: "My class" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "My class");
  await main(page).getByText("This file is none of Podyard's").waitFor();
  assert.equal(await main(page).getByRole("navigation", { name: "Quizzes" }).count(), 0);
  await answer(page, "Yes one");
  await main(page).getByRole("status").filter({ hasText: "Right." }).waitFor();
  assert.equal(await main(page).getByRole("link", { name: "Try it in the sandbox" }).getAttribute("href"), "#/sandbox?replicas=3");
  assert.equal(await main(page).getByRole("link", { name: /^https:/ }).getAttribute("rel"), "noopener noreferrer");
  await main(page).getByRole("button", { name: "Next question" }).click();
  await answer(page, "No canary-what"); // One of ours is called so.
  await main(page).getByRole("status").filter({ hasText: "Not quite." }).waitFor();
  assert.equal(await stored(page, "podyard.answers"), null);
  assert.deepEqual(Object.keys(JSON.parse(await stored(page, "podyard.answers.own")).answers), ["canary-what", "one"]);
  await open(page, "#/quiz?file=");
  await page.reload();
  await choose(page, GOOD);
  await main(page).getByText("2 of 2 answered, 1 right").waitFor();
  await open(page, "#/quiz");
  await main(page).getByText(/^0 questions answered\./).waitFor();
});

pageTest("a link to this site opens one, and no other link does", { route: null, context: HERE, expected: /404/ }, async (page) => {
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.route("**/questions/mine.yaml", (it) => it.fulfill({ body: GOOD, contentType: "application/yaml" }));
  await open(page, "#/quiz?file=questions/mine.yaml");
  await main(page).getByRole("heading", { level: 1, name: "My class" }).waitFor();
  asked.length = 0;
  for (const path of ["https://example.com/mine.yaml", "//example.com/mine.yaml", "../mine.yaml", "/mine.yaml", "a/%2e%2e/mine.yaml", "data:,x.yaml", "javascript:alert(1).yaml"]) {
    await page.evaluate((hash) => { location.hash = hash; }, `#/quiz?file=${path}`);
    await main(page).getByRole("alert").filter({ hasText: "Such a link names a file of this site" }).waitFor();
    await page.evaluate(() => { location.hash = "#/about"; });
    await main(page).getByRole("alert").waitFor({ state: "hidden" });
  }
  assert.deepEqual(asked.filter((url) => /mine|example|x\.yaml|alert/.test(url)), []);
  await page.evaluate(() => { location.hash = "#/quiz?file=gone.yaml"; });
  await main(page).getByRole("alert").filter({ hasText: "There is no such file on this site: gone.yaml" }).waitFor();
});

pageTest("scripts in a file are words", { route: "#/quiz?file=", context: HERE, init: watched }, async (page) => {
  const script = "<script>alert(1)</script><img src=x onerror=alert(2)><a href=javascript:alert(3)>x</a>";
  const text = `${HEAD}intro: "${script}"\nquestions:\n` +
    question("one", `  show: "javascript:alert(5)"\n  sandbox: "javascript:alert(6)"\n`).replaceAll("Yes one", script).replace("About one?", script).replace("So it is.", script);
  await choose(page, text);
  await main(page).getByText(script).first().waitFor();
  await answer(page, script);
  await main(page).getByRole("status").filter({ hasText: "Right." }).waitFor();
  assert.equal(await main(page).locator("script, img, a[href^=javascript]").count(), 0);
  const links = await main(page).getByRole("link").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  assert.ok(links.every((link) => link.startsWith("#/")), `${links}`);
  await main(page).getByRole("link", { name: "Try it in the sandbox" }).click();
  await page.getByRole("heading", { level: 1 }).last().waitFor();
  assert.equal(await page.evaluate(() => window.hit), 0);
});

pageTest("what is wrong is said with line and cure, and no file holds up the page", { route: "#/quiz?file=", context: HERE, init: watched }, async (page) => {
  const said = (words) => main(page).getByRole("listitem").filter({ hasText: words }).first().waitFor();
  const cases = [
    [GOOD.replace("id: canary-what", "id: one"), /line 14: questions\[1\]\.id: one is taken, by questions\[0\]\. Fix: give this question an id of its own/],
    [GOOD.replace("type: choice", "type: number\n  answer: 123456789012345678901234567890"), /line 7: questions\[0\]\.answer: .* Fix: write/],
    [GOOD.replace("https://kubernetes.io/docs", "javascript:alert(1)"), /line 9: questions\[0\]\.source: javascript:alert\(1\) is no address/],
    ["x".repeat(5_000_000), /line 1: is longer than 1000000 characters/],
    [`${HEAD}questions:\n${question("one", `  unit: ${"[".repeat(3_000)}\n`)}`, /line 9: not YAML: recursion limit exceeded/],
    [`${HEAD}questions:\n${Array.from({ length: 301 }, (_, index) => question(`q${index}`)).join("")}`, /there are more than 300 questions/],
    ["", /there are 0 documents where one is a quiz/],
  ];
  await page.evaluate(() => { window.long.length = 0; });
  for (const [text, words] of cases) {
    await choose(page, text);
    await said(words);
  }
  const reason = "Because it is so. ".repeat(80);
  await choose(page, `${HEAD}questions:\n${Array.from({ length: 300 }, (_, index) => question(`q${index}`).replace("So it is.", reason).replace("It is not.", reason)).join("")}`);
  await main(page).getByText("0 of 300 answered").waitFor();
  const long = await page.evaluate(() => window.long);
  assert.ok(Math.max(0, ...long) <= 100, `tasks of ${long} ms`);
  assert.equal(await page.evaluate(() => window.hit), 0);
});
