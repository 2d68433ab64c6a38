// What takes longer than a frame: how far it is, how it is called off, and that nothing is lost or done at a wrong instant.

import assert from "node:assert/strict";
import { live, pageTest, setUp, until } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

// 100 pods under 500 requests a second: minutes of it are hundreds of thousands of events.
const BIG = "#/sandbox?replicas=100&requests-per-second=500";

const clock = async (page) => {
  const [minutes, seconds] = (await page.getByRole("timer", { name: "Virtual time" }).innerText()).split(":");
  return Number(minutes) * 60 + Number(seconds);
};
const underWay = (page, name) => page.getByRole("progressbar", { name, exact: true });
const cancel = (page) => sandbox.button(page, "Cancel");

async function go(page, text) {
  await page.getByRole("textbox", { name: "Go to" }).fill(text);
  await page.keyboard.press("Enter");
}

/** Counts frames that are drawn while `name` is under way, until it is over. */
const framesUntilOver = (page) =>
  page.evaluate(() => new Promise((resolve) => {
    let frames = 0;
    const frame = () => {
      if (document.querySelector("#journey") === null) return resolve(frames);
      frames += 1;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }));

pageTest("a long way is gone in frames that are drawn, says how far it is, and is called off", { route: BIG }, async (page) => {
  const scene = await page.locator("svg.scene").elementHandle();
  await go(page, "60:00");
  const progress = underWay(page, "Going there …");
  await progress.waitFor();
  assert.equal(await clock(page), 0, "one sees where one was until one is there");
  await until("it gets on", async () => Number(await progress.getAttribute("value")) > 20);
  await cancel(page).click();
  await until("nothing is under way", async () => (await progress.count()) === 0);
  assert.equal(await clock(page), 0);
  await go(page, "12:00");
  const frames = await framesUntilOver(page);
  assert.ok(frames > 5, `${frames} frames`);
  assert.equal(await clock(page), 720);
  assert.ok(await scene.evaluate((element) => element.isConnected), "the picture is changed, not made anew");
});

pageTest("what is pressed on the way is done at the instant one goes to", { route: BIG }, async (page) => {
  await go(page, "12:00");
  // In the frame in which it is under way: on a fast machine one is soon there.
  const at = await page.evaluate(() => new Promise((resolve) => {
    const look = () => {
      if (document.querySelector("#journey") === null) return requestAnimationFrame(look);
      const box = document.querySelector("#replicas");
      box.value = "101";
      for (const kind of ["input", "change"]) box.dispatchEvent(new Event(kind, { bubbles: true }));
      resolve(document.querySelector("[role=timer]").textContent);
    };
    look();
  }));
  assert.equal(at, "0:00.000", "one sees where one was");
  await until("there", async () => (await clock(page)) === 720);
  await sandbox.showTab(page, "Events");
  await page.getByRole("tabpanel").getByRole("listitem").filter({ hasText: "--replicas=101" }).first().waitFor();
  const marks = page.getByRole("group", { name: "Marks" }).getByRole("button", { name: /^12:00\.000 .*--replicas=101/ });
  assert.equal(await marks.count(), 1);
});

/**
 * Before any script of the page: how many frames were drawn while each thing was under way, by the words beside its bar, and,
 * where the tab was told so, a press on Cancel in the frame in which it comes. Asked from outside, one would come too late
 * on a fast machine.
 */
function beside() {
  window.underWay = {};
  const frame = () => {
    const words = document.querySelector("#journey")?.textContent;
    if (words !== undefined) {
      window.underWay[words] = (window.underWay[words] ?? 0) + 1;
      if (sessionStorage.getItem("cancel") !== null) {
        [...document.querySelectorAll("button")].find((one) => one.textContent === "Cancel")?.click();
      }
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

pageTest("a long run is opened again in slices after a reload, or at its start", { route: BIG, init: beside }, async (page) => {
  const framesOf = (words) => page.evaluate((words) => window.underWay[words] ?? 0, words);
  const over = () => until("nothing is under way", async () => (await page.locator("#journey").count()) === 0);
  await go(page, "12:00");
  await until("there", async () => (await clock(page)) === 720);
  await sandbox.set(page, "Replicas", 99); // Moving in time alone is not written down.
  // As on a slow phone: on a fast desk the run may be open before a second frame is due.
  await (await page.context().newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: 6 });
  await page.reload();
  await live(page);
  await until("it stands where it was left", async () => (await clock(page)) === 720);
  await over();
  assert.ok((await framesOf("Opening the run …")) > 1, "it is drawn meanwhile");
  assert.equal(await sandbox.field(page, "Replicas").inputValue(), "99");
  await page.evaluate(() => sessionStorage.setItem("cancel", "yes"));
  await page.reload();
  await live(page);
  await until("it was called off", async () => (await framesOf("Opening the run …")) > 0);
  await over();
  assert.equal(await clock(page), 0);
  await sandbox.showTab(page, "Runs");
  const runs = await sandbox.rows(page, "Runs and branches");
  assert.deepEqual(runs.map((run) => [run.Steps, run.Length]), [["1", "12:00.000"]], "the run is still whole");
});

pageTest("planning is stopped, and what there is stays", { route: "#/sandbox?replicas=60&requests-per-second=200" }, async (page) => {
  await sandbox.showTab(page, "Plan");
  await sandbox.button(page, "Plan").click();
  const table = page.getByRole("table", { name: /darker is worse/ });
  await table.waitFor();
  // Pressed in the frame in which the first cell comes: on a fast machine the last one is soon there.
  await page.waitForFunction(() => {
    if (![...document.querySelectorAll(".heat td.number")].some((cell) => cell.textContent !== "…")) return false;
    const stop = [...document.querySelectorAll("button")].find((one) => one.textContent === "Stop");
    stop?.click();
    return stop !== undefined;
  });
  await until("it stands", async () => (await sandbox.button(page, "Stop").count()) === 0);
  const cells = await table.locator("td.number").allInnerTexts();
  assert.ok(cells.some((text) => text !== "…") && cells.some((text) => text === "…"), cells.join(" "));
  await page.waitForTimeout(500);
  assert.deepEqual(await table.locator("td.number").allInnerTexts(), cells, "nothing goes on");
});

pageTest("what comes beside the sandbox makes nothing in it anew", {}, async (page) => {
  const scene = await page.locator("svg.scene").elementHandle();
  const same = (what) => scene.evaluate((element) => element.isConnected).then((connected) => assert.ok(connected, what));
  await sandbox.button(page, "Keys").click();
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await same("the sheet of keys");
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "About", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "About Podyard" }).waitFor();
  await same("another page");
});
