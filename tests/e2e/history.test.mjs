// Time that turns back: scrubbing, undoing, branching, links, files, and what survives a reload.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { address, live, open, pageTest, setUp, until } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

const { clock } = sandbox;
const slider = (page) => page.getByRole("slider", { name: "Instant" });
const runs = (page) => sandbox.rows(page, "Runs and branches");

/** v2 rolled out at once, then the better part of a minute. */
async function rolledOut(page) {
  await sandbox.step(page, "Roll out v2");
  await sandbox.goTo(page, 45);
  await page.getByText("v2 is live", { exact: true }).first().waitFor();
  await sandbox.play(page, "×1");
  await sandbox.pause(page);
}

const available = async (page) => {
  await sandbox.showTab(page, "Tables");
  return (await sandbox.replicaSets(page)).map((set) => [set.Name, set.Available, set.Desired].join(" ")).join("; ");
};

pageTest("time is scrubbed with the pointer and with keys, and comes back to the same", {}, async (page) => {
  await rolledOut(page);
  const [end, there] = [await clock(page), await available(page)];
  const box = await slider(page).boundingBox();
  await page.mouse.click(box.x + box.width * 0.1, box.y + box.height / 2);
  const back = await clock(page);
  assert.ok(back > 3 && back < 9, `a tenth of a minute: ${back}`);
  assert.notEqual(await available(page), there, "v1 still serves");
  await slider(page).focus();
  await page.keyboard.press("End");
  await until("the furthest instant", async () => (await clock(page)) >= end);
  await page.getByRole("textbox", { name: "Go to" }).fill(`0:${end.toFixed(3)}`);
  await page.keyboard.press("Enter");
  await until("exactly where it was", async () => (await clock(page)) === end);
  assert.equal(await available(page), there);
  // Single keys, with the focus on nothing that takes them.
  await page.getByRole("heading", { level: 1 }).focus();
  const way = [];
  for (let step = 0; step < 5; step += 1) {
    way.push(await clock(page));
    await page.keyboard.press("ArrowLeft");
    await until("an event back", async () => (await clock(page)) <= way.at(-1));
  }
  for (let step = 0; step < 4; step += 1) await page.keyboard.press(".");
  await until("four events on", async () => (await clock(page)) === way[1]);
  await page.keyboard.press("Home");
  await until("the start", async () => (await clock(page)) === 0);
});

pageTest("a change in the past begins a branch; the run it came from is still there", {}, async (page) => {
  await rolledOut(page);
  const there = await available(page);
  const end = await clock(page);
  await page.getByRole("textbox", { name: "Go to" }).fill("0:05");
  await page.keyboard.press("Enter");
  await until("five seconds", async () => (await clock(page)) === 5);
  await sandbox.set(page, "Replicas", 7);
  await sandbox.showTab(page, "Runs");
  const both = await runs(page);
  assert.deepEqual(both.map((row) => [row["Based on"], row.Steps]), [["new run", "1"], ["Rolling update 1 at 0:05.000", "2"]]);
  await page.getByRole("textbox", { name: "Name of run 2" }).fill("with seven");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Delete with seven" }).waitFor();
  await page.getByRole("button", { name: "Show Rolling update 1" }).click();
  await until("the first run at its end", async () => (await clock(page)) >= end);
  assert.equal(await available(page), there);
  await sandbox.showTab(page, "Runs");
  await page.getByRole("button", { name: "Delete with seven" }).click();
  assert.equal((await runs(page)).length, 1);
});

pageTest("every command can be taken back and done again, by button and by key", {}, async (page) => {
  await sandbox.set(page, "Replicas", 6);
  await sandbox.strategy(page, "Canary");
  const undo = sandbox.button(page, "Undo");
  await undo.click();
  await until("the rolling update is back", async () =>
    sandbox.setup(page).getByRole("radio", { name: "Rolling update", exact: true }).isChecked());
  await page.getByRole("heading", { level: 1 }).focus();
  await page.keyboard.press("Control+z");
  await until("4 replicas", async () => (await sandbox.field(page, "Replicas").inputValue()) === "4");
  assert.equal(await undo.isDisabled(), true, "nothing is left to take back");
  await page.keyboard.press("Control+Shift+z");
  await until("6 replicas", async () => (await sandbox.field(page, "Replicas").inputValue()) === "6");
  await sandbox.button(page, "Redo").click();
  await until("the canary", async () => sandbox.setup(page).getByRole("radio", { name: "Canary", exact: true }).isChecked());
});

pageTest("a copied link opens the same instant in another browser", {}, async (page) => {
  await sandbox.strategy(page, "Recreate");
  await sandbox.set(page, "Replicas", 3);
  await sandbox.step(page, "Roll out v2");
  await sandbox.goTo(page, 5.6);
  const [at, there] = [await clock(page), await available(page)];
  await sandbox.showTab(page, "Runs");
  const link = await page.getByRole("textbox", { name: "Link to this moment" }).inputValue();
  assert.match(link, /#\/sandbox\?strategy=recreate&replicas=3&v=2&e=.*&t=[\d.]+&n=\w+&h=\w+$/);
  const context = await page.context().browser().newContext({ viewport: { width: 1366, height: 768 } });
  try {
    const other = await context.newPage();
    await other.goto(link);
    await live(other);
    assert.equal(await clock(other), at);
    assert.equal(await available(other), there);
    assert.equal(await other.getByRole("alert").count(), 0, "the same hash, so nothing to say");
  } finally {
    await context.close();
  }
});

pageTest("a damaged link says so and leaves the page as it was", { route: "#/sandbox?replicas=5" }, async (page) => {
  assert.equal(await sandbox.field(page, "Replicas").inputValue(), "5");
  await page.goto(`${address()}#/sandbox?replicas=5&v=2&e=nonsense`);
  await page.getByRole("alert").filter({ hasText: "step 1 of it is damaged" }).waitFor();
  assert.equal(await sandbox.field(page, "Replicas").inputValue(), "5");
  await page.getByRole("alert").getByRole("button", { name: "Close" }).click();
  assert.equal(await page.getByRole("alert").count(), 0);
});

pageTest("a run survives a reload in its middle, and goes on", {}, async (page) => {
  await sandbox.set(page, "Replicas", 5);
  await sandbox.step(page, "Roll out v2");
  await sandbox.goTo(page, 4.8);
  await sandbox.play(page, "×1");
  await sandbox.pause(page);
  const [at, there] = [await clock(page), await available(page)];
  await page.reload();
  await live(page);
  assert.equal(await clock(page), at);
  assert.equal(await available(page), there);
  await sandbox.play(page);
  await page.getByText("v2 is live", { exact: true }).first().waitFor();
});

pageTest("runs are saved to a file and opened from it", {}, async (page) => {
  await rolledOut(page);
  const there = await available(page);
  await sandbox.showTab(page, "Runs");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save all as a file" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "podyard-run.txt");
  const text = readFileSync(await download.path(), "utf8");
  assert.match(text, /^podyard run 3\ncurrent 0\n/);
  await page.evaluate(() => localStorage.clear());
  await open(page, "#/about");
  await open(page, "#/sandbox");
  await sandbox.showTab(page, "Runs");
  const choose = page.getByLabel("Open a file");
  await choose.setInputFiles({ name: "run.txt", mimeType: "text/plain", buffer: Buffer.from("<html>") });
  await page.getByRole("alert").filter({ hasText: "it is no file of Podyard's" }).waitFor();
  await choose.setInputFiles({ name: "run.txt", mimeType: "text/plain", buffer: Buffer.from(text) });
  await until("the run is here beside the other", async () => (await runs(page)).length === 2);
  assert.equal(await available(page), there);
});

pageTest("the same rollout is compared with the other three strategies", {}, async (page) => {
  await rolledOut(page);
  await sandbox.compare(page);
  const comparison = page.getByRole("main");
  assert.equal(await page.evaluate(() => document.activeElement.textContent.slice(0, 40)), "Comparison", "the focus is on its heading");
  const verdict = (name) => comparison.getByRole("region", { name }).getByRole("paragraph").first().innerText();
  assert.match(await verdict("Rolling update 1"), /^v2 is live: never down, none of \d+ requests failed\.$/);
  assert.match(await verdict("Recreate 2"), /^v2 is live: down for [\d.]+ s, \d+ of \d+ requests failed\.$/);
  const figures = await sandbox.rows(page, "What each run came to, and the difference from the first");
  const row = (name) => figures.find((found) => found[""] === name);
  assert.deepEqual(Object.keys(row("requests failed")), ["", "Rolling update 1", "Recreate 2", "Canary 3", "Blue/green 4"]);
  assert.match(row("requests failed")["Recreate 2"], /^\d+ \d+ more$/, "Recreate refuses, in words");
  assert.equal(row("requests failed")["Blue/green 4"], "0 the same");
  assert.match(row("fewest available")["Recreate 2"], /^0 3 less$/);
  const parts = await comparison.getByRole("list", { name: "Where they part" }).getByRole("listitem").allInnerTexts();
  assert.equal(parts.length, 3);
  assert.match(parts[0], /^Rolling update 1 and Recreate 2 differ from [\d.]+ s on: “/);
  const [table] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save as CSV" }).click()]);
  const cells = readFileSync(await table.path(), "utf8").split("\r\n").map((line) => line.split(","));
  assert.deepEqual(cells[0], ["", "Rolling update 1", "Recreate 2", "Canary 3", "Blue/green 4"]);
  assert.ok(cells[1].slice(1).every((cell) => /^\d+\.\d$/.test(cell)), `${cells[1]}`);
  const before = await page.evaluate(() => location.hash);
  assert.equal(before, "#/compare");
  await page.getByRole("link", { name: "Back to the sandbox" }).click();
  await sandbox.untilOnlyNewest(page, 4);
  await sandbox.showTab(page, "Runs");
  assert.equal((await runs(page)).length, 4, "each is a run one can look at");
  await page.getByRole("button", { name: "Show Recreate 2" }).click();
  await page.getByText("v2 is live", { exact: true }).first().waitFor();
  await sandbox.showTab(page, "Runs");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save events as CSV" }).click(),
  ]);
  const lines = readFileSync(await download.path(), "utf8").split("\r\n");
  assert.equal(lines[0], "time_ms,kind,object,reason,message,arithmetic");
  assert.ok(lines.some((line) => /^\d+,Deployment,web,ScalingReplicaSet,/.test(line)), lines.slice(0, 5).join("\n"));
});

pageTest("single keys can be switched off, and stay off", {}, async (page) => {
  await page.getByRole("heading", { level: 1 }).focus();
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keys" });
  await sheet.getByRole("checkbox").uncheck();
  await page.keyboard.press("Escape");
  await page.reload();
  await live(page);
  await page.getByRole("heading", { level: 1 }).focus();
  await page.keyboard.press("k");
  await page.waitForTimeout(300);
  assert.equal(await sandbox.button(page, "Play").isVisible(), true, "time stands still");
});

pageTest("a mark names itself, and leads to its instant; the log of one object leads to its changes", {}, async (page) => {
  await rolledOut(page);
  const end = await clock(page);
  const marks = page.getByRole("group", { name: "Marks" }).getByRole("button");
  const named = page.locator(".mark-name");
  const scaled = marks.and(page.getByRole("button", { name: /ScalingReplicaSet web: Scaled up replica set/ })).first();
  const words = await scaled.getAttribute("aria-label");
  await scaled.focus();
  await until("it is named", async () => (await named.innerText()) === words);
  await page.keyboard.press("ArrowRight");
  await until("so is the one behind it", async () => (await named.innerText()) !== words);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  const [minutes, seconds] = words.split(" ")[0].split(":").map(Number);
  await until("its instant", async () => (await clock(page)) === minutes * 60 + seconds);
  await page.getByRole("textbox", { name: "Go to" }).focus();
  await until("no name without focus", async () => (await named.count()) === 0);
  const last = await marks.last().getAttribute("aria-label");
  await marks.last().hover();
  await until("the pointer names it too", async () => (await named.innerText()).startsWith(last));
  await page.getByRole("textbox", { name: "Go to" }).fill(String(end));
  await page.keyboard.press("Enter");
  await until("back at the end", async () => (await clock(page)) === end);
  await sandbox.showTab(page, "Events");
  const back = page.getByRole("button", { name: "Previous change" });
  assert.ok(await back.isDisabled(), "no object is chosen");
  const choice = page.getByRole("combobox", { name: "Object" });
  const pod = (await choice.locator("option").allInnerTexts()).find((name) => /^web-\w+-\w+$/.test(name));
  await choice.selectOption(pod);
  const entries = await page.getByRole("tabpanel").getByRole("listitem").allInnerTexts();
  assert.ok(entries.length > 1 && entries.every((entry) => entry.includes(pod)), entries.join("\n"));
  await back.click();
  await until("an instant of this pod", async () => (await clock(page)) < end);
  const there = await clock(page);
  await page.getByRole("heading", { level: 1 }).focus();
  await page.keyboard.press("p");
  await until("the one before", async () => (await clock(page)) < there);
  await page.getByRole("button", { name: "Next change" }).click();
  await until("and on again", async () => (await clock(page)) === there);
});

pageTest("the pictures of compared runs go to any instant together", {}, async (page) => {
  await rolledOut(page);
  await sandbox.compare(page);
  const comparison = page.getByRole("main");
  const pictures = async () =>
    (await comparison.getByRole("img", { name: /The Service routes to/ }).all()).map((picture) => picture.getAttribute("aria-label"));
  await until("all four are there", async () => (await pictures()).length === 4);
  const parted = await Promise.all(await pictures());
  assert.match(parted[1], /^Recreate 2 at 0:0\d\.\d+: .*v1: 4 terminating|The Service routes to 0/, "where they part, Recreate has none left");
  const slider = comparison.getByRole("slider", { name: "Time", exact: true });
  await slider.focus();
  await page.keyboard.press("Home");
  await until("the start, when all were the same", async () => {
    const words = (await Promise.all(await pictures())).map((text) => text.replace(/^.* at /, ""));
    return new Set(words).size === 1 && words[0].startsWith("0:00.000: 4 pods. v1: 4 ready");
  });
  await page.keyboard.press("End");
  const ended = () => until("the end, when v2 has come everywhere", async () =>
    (await Promise.all(await pictures())).every((text) => /: 4 pods\. v2: 4 ready/.test(text)));
  await ended();
  await comparison.getByRole("button", { name: "Play", exact: true }).click();
  await until("from the end it plays from the start", async () => {
    const at = Number(await slider.inputValue());
    return at > 0 && at < 60;
  });
  await comparison.getByRole("button", { name: "Pause", exact: true }).click();
  const at = await slider.inputValue();
  await page.waitForTimeout(300);
  assert.equal(await slider.inputValue(), at, "it stands");
  await comparison.getByRole("button", { name: "Play", exact: true }).click();
  await ended();
  await comparison.getByRole("button", { name: "Play", exact: true }).waitFor();
});

pageTest("the page of the comparison says what to do while nothing is compared, and works by keyboard alone", { route: "#/compare" }, async (page) => {
  await page.getByText("Nothing is compared yet.").waitFor();
  const press = page.getByRole("button", { name: "Compare with the other three strategies" });
  await press.focus();
  await page.keyboard.press("Enter");
  const time = page.getByRole("slider", { name: "Time", exact: true });
  await time.waitFor();
  await page.getByRole("heading", { level: 1, name: "Comparison" }).focus();
  const met = [];
  for (let presses = 0; presses < 12; presses += 1) {
    await page.keyboard.press("Tab");
    met.push(await page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent.trim()));
  }
  for (const name of ["Save as CSV", "Save as SVG", "Save as PNG"]) assert.ok(met.includes(name), `${name} of ${met}`);
  assert.equal(new Set(met.slice(0, 5)).size, 5, `no trap: ${met}`);
  await page.reload();
  await live(page);
  await page.getByRole("link", { name: "Back to the sandbox" }).click();
  await page.getByRole("region", { name: "Steps" }).waitFor();
});

pageTest("the timeline is dragged", {}, async (page) => {
  await rolledOut(page);
  const box = await slider(page).boundingBox();
  const [from, y] = [box.x + box.width * 0.45, box.y + box.height / 2];
  await page.mouse.move(from, y);
  await page.mouse.down();
  const seen = [];
  for (let part = 0.4; part > 0.05; part -= 0.05) {
    await page.mouse.move(box.x + box.width * part, y);
    await until("time follows", async () => (await clock(page)) < (seen.at(-1) ?? Infinity));
    seen.push(await clock(page));
  }
  await page.mouse.up();
  assert.equal(seen.length, 8);
  assert.ok(seen.at(-1) < 5, `near the start: ${seen}`);
});

pageTest("what was done survives a crash, and what the browser remembered wrongly is not thrown away",
  { expected: /panicked|unreachable|drill/ }, async (page) => {
    await rolledOut(page);
    const [at, there] = [await clock(page), await available(page)];
    await page.goto(`${address()}#/drill`);
    await page.reload();
    const panel = page.getByRole("alertdialog", { name: "Podyard stopped" });
    await panel.waitFor();
    await panel.getByRole("button", { name: "Restart" }).click();
    await live(page);
    assert.equal(await clock(page), at);
    assert.equal(await available(page), there);
    const damaged = "podyard run 3\ncurrent 7\nxyz";
    await page.evaluate((text) => localStorage.setItem("podyard.runs", text), damaged);
    await page.reload();
    await page.getByRole("alert").filter({ hasText: "line 3 is damaged" }).waitFor();
    await sandbox.play(page);
    await until("the page works", async () => (await clock(page)) > 0);
    assert.equal(await page.evaluate(() => localStorage.getItem("podyard.runs")), damaged);
  });

pageTest("a run that was deleted is brought back", {}, async (page) => {
  await rolledOut(page);
  await sandbox.compare(page);
  await page.goBack();
  await page.getByRole("button", { name: "Delete Canary 3" }).click();
  await until("it is gone", async () => (await runs(page)).length === 3);
  await page.getByRole("button", { name: "Bring Canary 3 back" }).click();
  await until("it is here again", async () => (await runs(page)).length === 4);
  await page.getByRole("button", { name: "Show Canary 3" }).click();
  await page.getByText("v2 is live", { exact: true }).first().waitFor();
});
