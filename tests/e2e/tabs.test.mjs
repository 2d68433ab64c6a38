// Nothing is lost: two tabs and one memory, a memory that is full or forbidden, values this page cannot read.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { live, open, pageTest, setUp, until } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

/** The names of all runs, in the order of the table. */
async function names(page) {
  await sandbox.showTab(page, "Runs");
  return page.getByRole("textbox", { name: /^Name of run/ }).evaluateAll((boxes) => boxes.map((box) => box.value));
}

/** A rollout with another strategy, gone through to its end. */
async function rollout(page, strategy) {
  await sandbox.strategy(page, strategy);
  await sandbox.play(page);
  await sandbox.step(page, "Roll out v2");
  await page.getByText("v2 is live", { exact: true }).first().waitFor();
  await sandbox.pause(page);
}

/** Another tab of the same browser. */
async function tab(page) {
  const other = await page.context().newPage();
  await open(other, "#/sandbox");
  return other;
}

async function reload(page) {
  await page.reload();
  await live(page);
}

const alert = (page, words) => page.getByRole("alert").filter({ hasText: words });

async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: button }).click()]);
  return readFileSync(await download.path(), "utf8");
}

pageTest("two tabs, each with a rollout of its own: after both were reloaded both runs are there", {}, async (page) => {
  const other = await tab(page);
  await rollout(page, "Recreate");
  await rollout(other, "Rolling update");
  const ends = [await sandbox.clock(page), await sandbox.clock(other)];
  await reload(page);
  await reload(other);
  for (const one of [page, other]) {
    const all = await names(one);
    assert.equal(all.length, 2, all.join());
    assert.ok(all.some((name) => name.startsWith("Recreate")) && all.some((name) => name.startsWith("Rolling update")), all.join());
  }
  for (const [index, one] of [page, other].entries()) {
    await until("each looks at its own, where it was", async () => (await sandbox.clock(one)) === ends[index]);
    const wanted = index === 0 ? "Recreate" : "Rolling update";
    assert.ok(await sandbox.setup(one).getByRole("radio", { name: wanted, exact: true }).isChecked());
  }
});

pageTest("a run that is changed in two tabs becomes two; a deletion leaves what the other tab shows", {}, async (page) => {
  await sandbox.strategy(page, "Recreate");
  await sandbox.set(page, "Replicas", 5);
  const other = await tab(page);
  await until("the other shows it", async () => (await sandbox.field(other, "Replicas").inputValue()) === "5");
  // Both go on with it: what is set before time runs is a start of its own in each.
  await sandbox.goTo(page, 1);
  await sandbox.set(page, "Replicas", 6);
  await sandbox.goTo(other, 1);
  await sandbox.set(other, "Replicas", 7);
  await alert(other, "was changed in another tab too").waitFor();
  for (const one of [page, other]) {
    await reload(one);
    const all = await names(one);
    assert.equal(all.filter((name) => /^(Recreate 1$|Branch 2 of 1 at)/.test(name)).length, 2, all.join());
  }
  assert.equal(await sandbox.field(page, "Replicas").inputValue(), "6");
  assert.equal(await sandbox.field(other, "Replicas").inputValue(), "7");
  const shown = (await names(other)).find((name) => name.startsWith("Branch 2 of 1 at"));
  await page.getByRole("button", { name: `Delete ${shown}` }).click();
  await alert(page, "is open in another tab, so it stays").waitFor();
  await reload(other);
  assert.equal(await sandbox.field(other, "Replicas").inputValue(), "7");
});

pageTest("a reload right after a change loses nothing", {}, async (page) => {
  await sandbox.set(page, "Replicas", 9);
  await sandbox.play(page);
  await until("time runs", async () => (await sandbox.clock(page)) > 5);
  await reload(page);
  assert.equal(await sandbox.field(page, "Replicas").inputValue(), "9");
  await until("where it was, not seconds before", async () => (await sandbox.clock(page)) > 5);
});

const canBeFull = () => {
  const put = Storage.prototype.setItem;
  Storage.prototype.setItem = function (key, value) {
    if (window.full && this === window.localStorage) throw new DOMException("the quota has been exceeded", "QuotaExceededError");
    return put.call(this, key, value);
  };
};

pageTest("a memory that is full in the middle of a session says so, offers a file, and goes on by itself", { init: canBeFull },
  async (page) => {
    await sandbox.goTo(page, 1);
    await sandbox.set(page, "Replicas", 5);
    await page.evaluate(() => (window.full = true));
    await sandbox.set(page, "Replicas", 6);
    await alert(page, "no more room for this page").waitFor();
    const text = await saved(page, "Save runs as a file");
    assert.match(text, /^podyard run 3\n[^]*'replicas':5\)[^]*'replicas':6\)\$\nend\n$/);
    await sandbox.set(page, "Replicas", 7);
    assert.equal(await sandbox.field(page, "Replicas").inputValue(), "7", "the page works");
    await page.evaluate(() => (window.full = false));
    await sandbox.set(page, "Replicas", 8);
    await until("the word is taken back", async () => (await page.getByRole("alert").count()) === 0);
    await reload(page);
    assert.equal(await sandbox.field(page, "Replicas").inputValue(), "8");
  });

const forbidStorage = () => {
  const refuse = () => {
    throw new DOMException("storage is forbidden here", "SecurityError");
  };
  Object.defineProperty(window, "localStorage", { get: refuse });
  Object.defineProperty(window, "sessionStorage", { get: refuse });
};

pageTest("where storage is forbidden the sandbox works, says so and offers a file", { init: forbidStorage }, async (page) => {
  assert.equal(await page.getByRole("alert").count(), 0, "nothing is lost yet");
  await rollout(page, "Recreate");
  await alert(page, "keeps nothing for this page").waitFor();
  const text = await saved(page, "Save runs as a file");
  assert.match(text, /^podyard run 3\n[^]*strategy=recreate[^]*end\n$/);
  await page.getByRole("alert").getByRole("button", { name: "Close" }).click();
  await sandbox.set(page, "Replicas", 6);
  await sandbox.theme(page, "dark");
  await page.getByRole("status").filter({ hasText: "your answers and choices last until you close it" }).waitFor();
});

pageTest("what cannot be read is named, can be taken along, and stays as it is", {}, async (page) => {
  await sandbox.set(page, "Replicas", 5);
  const [later, cut] = ["podyard 4 all is different", "podyard 3 1 0 Rolling%20upd"];
  await page.evaluate(([later, cut]) => {
    localStorage.setItem("podyard.run.later", later);
    localStorage.setItem("podyard.run.cut", cut);
  }, [later, cut]);
  await reload(page);
  await alert(page, "2 stored runs cannot be read").waitFor();
  const text = await saved(page, "Save it as a file");
  assert.ok(text.includes(later) && text.includes(cut), text);
  assert.equal(await sandbox.field(page, "Replicas").inputValue(), "5", "what can be read is here");
  await sandbox.set(page, "Replicas", 6);
  await reload(page);
  const kept = await page.evaluate(() => ["podyard.run.later", "podyard.run.cut"].map((key) => localStorage.getItem(key)));
  assert.deepEqual(kept, [later, cut]);
});
