// Small things that once could not be read: squeezed, cut off, silent, or on the move where nothing had happened.

import assert from "node:assert/strict";
import { open, pageTest, setUp, until } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

const PHONE = { viewport: { width: 390, height: 844 } };

/** Boxes of text in which a part of what stands there is out of sight. */
const cut = (page, within) => page.locator(`${within} :is(input[type=text], textarea, select)`).evaluateAll((all) =>
  all.filter((one) => one.getClientRects().length > 0 && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 2))
    .map((one) => `${one.getAttribute("aria-label") ?? one.id}: ${one.value}`));

for (const context of [{}, PHONE]) {
  const where = context.viewport ? "on a phone" : "on a desk";

  pageTest(`${where} every value of a field and an axis can be read whole`, { route: "#/sandbox?strategy=canary&entry=httproute", context }, async (page) => {
    await sandbox.showTab(page, "Fields");
    await page.getByRole("textbox", { name: "metadata.annotations", exact: true }).waitFor();
    assert.deepEqual(await cut(page, ".fields-tab tbody"), []);
    await sandbox.showTab(page, "Plan");
    assert.deepEqual(await cut(page, ".plan-controls"), []);
    const note = page.locator(".plan-tab > .note");
    assert.ok(await note.evaluate((one) => one.getBoundingClientRect().right <= one.closest(".scroll").getBoundingClientRect().right + 1), "the sentence above ends inside");
  });
}

pageTest("a long value is set by Enter, as a short one is", {}, async (page) => {
  await sandbox.showTab(page, "Fields");
  const box = page.getByRole("textbox", { name: "metadata.annotations", exact: true });
  await box.fill("team=a-team-with-a-rather-long-name");
  await box.press("Enter");
  await until("it is set", async () => (await box.inputValue()).includes("a-team-with-a-rather-long-name"));
  assert.equal(await box.evaluate((one) => one.tagName), "TEXTAREA");
});

pageTest("what is wrong with Replicas has the whole width", {}, async (page) => {
  await sandbox.set(page, "Replicas", "-3");
  const error = sandbox.setup(page).getByRole("alert");
  await error.waitFor();
  const [inner, outer] = await error.evaluate((one) => [one, one.closest(".fields")].map((it) => it.getBoundingClientRect().width));
  assert.ok(inner > outer - 2, `${inner} of ${outer} px`);
});

pageTest("Go to says what it takes", {}, async (page) => {
  const box = page.getByRole("textbox", { name: "Go to" });
  await box.fill("2 minutes");
  await box.press("Enter");
  await page.getByRole("alert").filter({ hasText: "1:30" }).waitFor();
  assert.equal(await box.getAttribute("aria-invalid"), "true");
  await box.fill("0:02");
  await box.press("Enter");
  await page.getByRole("alert").waitFor({ state: "detached" });
  await until("it goes there", async () => (await sandbox.clock(page)) === 2);
});

pageTest("a refused cell of a plan says why, to the pointer and to the keyboard", { route: "#/plan" }, async (page) => {
  await page.getByRole("tabpanel").getByRole("button", { name: "Plan", exact: true }).click();
  const cell = page.locator(".heat .refused").first();
  const why = cell.getByRole("tooltip", { includeHidden: true });
  await cell.waitFor();
  assert.equal(await why.isVisible(), false);
  await cell.hover();
  await why.waitFor();
  assert.match(await why.innerText(), /maxUnavailable/);
  await page.mouse.move(0, 0);
  await why.waitFor({ state: "hidden" });
  await cell.getByRole("button", { name: "refused" }).focus();
  await why.waitFor();
});

pageTest("single requests are listed for any user", {}, async (page) => {
  await sandbox.goTo(page, 20);
  await sandbox.showTab(page, "Requests");
  const [first] = await sandbox.rows(page, "Last requests, newest first");
  await page.getByRole("combobox", { name: "Requests of" }).selectOption({ label: "ana" });
  await until("only hers are listed", async () => (await sandbox.rows(page, "Last requests, newest first")).every((row) => row.User === "ana"));
  await page.getByRole("combobox", { name: "Requests of" }).selectOption({ label: "All users" });
  await until("all are listed", async () => (await sandbox.rows(page, "Last requests, newest first"))[0].Request === first.Request);
});

/** Notes every move and every fade of a pod. */
function noteMoves() {
  window.moves = [];
  for (const kind of ["transitionrun", "animationstart"]) {
    addEventListener(kind, (event) => {
      if (event.target.matches?.(".pod")) window.moves.push(`${event.propertyName ?? event.animationName} of ${event.target.textContent}`);
    }, true);
  }
}

pageTest("pods stand at the first load and where the window changes; they move when the cluster does", { init: noteMoves }, async (page) => {
  const moves = () => page.evaluate(() => window.moves);
  await page.waitForTimeout(500);
  assert.deepEqual(await moves(), []);
  await page.setViewportSize({ width: 1200, height: 700 });
  await page.waitForTimeout(500);
  assert.deepEqual(await moves(), []);
  await sandbox.step(page, "Roll out v2");
  await until("new pods fade in", async () => (await moves()).length > 0);
});

pageTest("a comparison's captions are whole on a phone, and a press that offers the next run is one line on a desk", { context: PHONE }, async (page) => {
  await sandbox.compare(page);
  for (const caption of await page.locator(".compare caption").all()) {
    const [right, width] = await caption.evaluate((one) => {
      const range = document.createRange();
      range.selectNodeContents(one);
      return [range.getBoundingClientRect().right, innerWidth];
    });
    assert.ok(right <= width, `${await caption.innerText()}: ${right}`);
  }
  await page.setViewportSize({ width: 1366, height: 768 });
  await open(page, "#/sandbox?strategy=recreate");
  await sandbox.step(page, "Roll out v2");
  await sandbox.goTo(page, 60);
  const button = page.getByRole("button", { name: "Now the same with a rolling update" });
  const lines = await button.evaluate((one) => {
    const range = document.createRange();
    range.selectNodeContents(one);
    return new Set([...range.getClientRects()].map((rect) => Math.round(rect.top))).size;
  });
  assert.equal(lines, 1);
});
