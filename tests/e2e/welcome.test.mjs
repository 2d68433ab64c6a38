// The first thirty seconds: one picture, one sentence, one button; an outcome with numbers, and the same done better.

import assert from "node:assert/strict";
import { address, live, open, pageTest, setUp, until } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

const main = (page) => page.getByRole("main");
/** What is to be seen of the page, as one text: not what stands there for a screen reader alone, or outside the screen. */
const shown = (page) => page.locator("#app").evaluate((app) => {
  const seen = (one) => {
    const { right, bottom } = one.getBoundingClientRect();
    if (one.getClientRects().length === 0 || right <= 0 || bottom <= 0 || getComputedStyle(one).visibility !== "visible") return false;
    for (let at = one; at !== app; at = at.parentElement) if (getComputedStyle(at).clipPath.includes("inset(50%)")) return false;
    return true;
  };
  const texts = [];
  const walk = document.createTreeWalker(app, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) if (seen(walk.currentNode.parentElement)) texts.push(walk.currentNode.textContent);
  return texts.join(" ");
});
const words = (text) => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

for (const [what, viewport] of [["a desk", { width: 1366, height: 768 }], ["a phone", { width: 390, height: 844 }]]) {
  pageTest(`on ${what} who is new sees one picture, one sentence and one button`, { route: "", context: { viewport } }, async (page) => {
    const text = await shown(page);
    assert.ok(words(text) > 20 && words(text) <= 60, `${words(text)} words: ${text}`);
    const controls = page.locator("#app :is(button, input, select, textarea, summary)");
    const visible = [];
    for (const control of await controls.all()) if (await control.isVisible()) visible.push(await control.innerText());
    assert.ok(visible.length <= 3, `${visible}`);
    const picture = await page.locator(".frame").boundingBox();
    assert.ok(picture.height >= 0.4 * viewport.height, `${picture.height} px of ${viewport.height}`);
    const button = await sandbox.button(page, "Roll out v2").boundingBox();
    assert.ok(button.y + button.height <= viewport.height, "the button is on the screen");
  });
}

pageTest("the first press rolls out and moves; at its end stand the numbers, and the same with a rolling update under it",
  { route: "" }, async (page) => {
    const focused = () => page.evaluate(() => document.activeElement.tagName);
    await sandbox.button(page, "Roll out v2").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: /: v2, / }).first().waitFor();
    assert.notEqual(await focused(), "BODY", "the button is gone, the focus is not");
    for (let turn = 0; turn < 6; turn += 1) await page.keyboard.press(">"); // As fast as it goes.
    const outcome = page.getByRole("group", { name: "v2 is live" });
    await outcome.waitFor();
    const first = await outcome.innerText();
    assert.match(first, /✕ \d+ of \d+\s+requests failed/);
    assert.match(first, /✕ 0 of 4\s+fewest available/);
    assert.match(first, /✕ \d+\.\d s\s+without service/);
    await page.getByRole("button", { name: "Now the same with a rolling update" }).focus();
    await page.keyboard.press("Enter");
    await until("it runs", async () => (await main(page).innerText()).includes("Before, with Recreate"));
    await outcome.waitFor();
    const second = await outcome.innerText();
    assert.match(second, /\n0 of \d+\s+requests failed/);
    assert.match(second, /3 of 4\s+fewest available/);
    assert.equal(await page.locator(".plot").count(), 2);
    const [above, below] = await page.locator(".plot .floor").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width));
    assert.equal(above, below, "one axis");
    await page.getByRole("button", { name: "Again with maxUnavailable 0" }).click();
    await outcome.waitFor();
    await until("none was missing", async () => /4 of 4\s+fewest available/.test(await outcome.innerText()));
    await page.getByRole("link", { name: "Try your own in the sandbox" }).click();
    await sandbox.setup(page).waitFor();
    assert.equal(await sandbox.field(page, "maxUnavailable").inputValue(), "0", "the sandbox goes on with it");
  });

pageTest("who comes back to the bare address goes on where she was", { route: "#/sandbox" }, async (page) => {
  await sandbox.step(page, "Roll out v2");
  await page.waitForTimeout(300);
  await open(page, "#/about");
  await page.goto("about:blank");
  await page.goto(address());
  await live(page);
  await sandbox.setup(page).waitFor();
  await until("the rollout is there", async () => (await sandbox.events(page)).length > 0);
});

pageTest("a rollout is told to who does not see it: the first pod, the outage, the outcome", { route: "#/sandbox?strategy=recreate" }, async (page) => {
  const heard = [];
  await page.exposeBinding("heard", (_, text) => heard.push(text));
  await page.evaluate(() => {
    let before = "";
    setInterval(() => {
      const now = [...document.querySelectorAll("main > [role=status]")].map((one) => one.textContent).join("|");
      if (now !== before) window.heard(now);
      before = now;
    }, 50);
  });
  await sandbox.step(page, "Roll out v2");
  await until("it is over", async () => heard.some((text) => /v2 is live\. \d+ of \d+ requests failed/.test(text)));
  assert.ok(heard.some((text) => /has no endpoint/.test(text)), heard.join("\n"));
  assert.ok(heard.length <= 8, `not at every event: ${heard.join("\n")}`);
});

pageTest("what undo, redo, restart and a change in the past did is said, with the way back", {}, async (page) => {
  const told = (text) => page.getByRole("status").filter({ hasText: text }).waitFor();
  await sandbox.step(page, "Roll out v2");
  await sandbox.goTo(page, 10);
  await sandbox.button(page, "Undo").click();
  await told("Undone: kubectl set image deployment/web web=web:v2. Redo does it again.");
  await sandbox.button(page, "Redo").click();
  await told("Done again: kubectl set image");
  await sandbox.goTo(page, 12);
  await sandbox.goTo(page, 5);
  await sandbox.set(page, "maxSurge", "3");
  await told("You changed the past");
  await sandbox.button(page, "Restart").click();
  await told("The same from the start");
});

pageTest("what takes the way back away is asked for twice", { route: "#/sandbox?strategy=blue-green" }, async (page) => {
  await sandbox.play(page);
  await sandbox.step(page, "Create green with v2");
  await until("green is there", async () => (await sandbox.replicaSetsOf(page)).filter((set) => set.Available === 4).length === 2);
  await sandbox.step(page, "Switch traffic to green");
  await page.waitForTimeout(600);
  await sandbox.steps(page).getByRole("button", { name: "Delete blue" }).click();
  const sure = sandbox.steps(page).getByRole("button", { name: "Really: Delete blue?" });
  await sure.waitFor();
  const deleted = async () => (await sandbox.events(page)).some((text) => /kubectl delete/.test(text));
  assert.equal(await deleted(), false, "nothing is deleted yet");
  await page.waitForTimeout(600);
  await sure.click();
  await until("it is deleted", deleted);
});

pageTest("where something is wrong the way back comes first", {}, async (page) => {
  await sandbox.setup(page).getByRole("combobox", { name: "New version" }).selectOption({ label: "Image missing" });
  await sandbox.step(page, "Roll out v2");
  const first = () => sandbox.steps(page).getByRole("button").first();
  await sandbox.goTo(page, 20);
  await until("the pods cannot start", async () => (await first().innerText()) === "Roll back");
  assert.match(await first().getAttribute("class"), /primary/);
  await page.waitForTimeout(600);
  await first().click();
  await sandbox.play(page);
  await until("it is over", async () => (await first().innerText()).startsWith("Roll out"));
});

pageTest("on the stage there is the picture, twice as large, a code and a dark screen; Escape leads back", {}, async (page) => {
  const size = () => page.locator(".scene .count-number").first().evaluate((one) => one.getBoundingClientRect().height);
  const before = await size();
  await page.keyboard.press("f");
  await page.getByRole("toolbar", { name: "Stage" }).waitFor();
  await until("it is larger", async () => (await size()) >= 1.6 * before);
  assert.equal(await sandbox.setup(page).isVisible(), false);
  await page.keyboard.press("q");
  const code = page.getByRole("dialog", { name: "Code for phones" });
  const box = await code.getByRole("img", { name: "QR code of the link" }).boundingBox();
  assert.ok(box.height >= 0.6 * 768, `${box.height}`);
  await page.keyboard.press("Escape");
  await code.waitFor({ state: "detached" });
  await page.keyboard.press("b");
  await sandbox.button(page, "Light again").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await sandbox.setup(page).waitFor();
});

pageTest("embedded there is the picture, one button and a thin player; it tells its height and leads to the whole", { route: null }, async (page) => {
  await page.setContent(`<iframe width="700" height="480" src="${address()}#/embed?strategy=recreate"></iframe>`);
  await page.evaluate(() => addEventListener("message", (event) => (window.told = event.data?.podyard?.height)));
  const frame = page.frameLocator("iframe");
  await frame.getByRole("button", { name: "Roll out v2" }).click();
  await frame.getByRole("button", { name: /: v2, / }).first().waitFor();
  for (const name of ["Setup", "Steps", "Traffic"]) {
    assert.equal(await frame.getByRole("region", { name, exact: true }).isVisible(), false, name);
  }
  const way = frame.getByRole("link", { name: "Open in Podyard" });
  assert.equal(await way.getAttribute("href"), "#/sandbox?strategy=recreate");
  const picture = await frame.locator(".frame").boundingBox();
  assert.ok(picture.height >= 0.4 * 480, `${picture.height}`);
  await until("its height is told", async () => (await page.evaluate(() => window.told)) > 200);
});
