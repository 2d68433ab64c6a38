// The part of the program that a first visit does not run comes later, and nobody notices.

import assert from "node:assert/strict";
import { open, pageTest, setUp } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

const LATER = /_later\.wasm$/;

/** Keeps every sign of a person from the program's glue, so that it fetches nothing ahead. */
function withoutSigns() {
  const listen = window.addEventListener;
  const ahead = (handler) => handler?.name === "fetchAhead" || /_later|removeEventListener/.test(String(handler));
  window.addEventListener = function (type, handler, ...rest) {
    if (!ahead(handler)) listen.call(this, type, handler, ...rest);
  };
}

pageTest("opening the page does not load the later part; a person's first move does", { route: null }, async (page) => {
  const loaded = [];
  page.on("request", (request) => LATER.test(request.url()) && loaded.push(request.resourceType()));
  await open(page, "#/sandbox");
  await page.waitForTimeout(1_000);
  assert.deepEqual(loaded, [], "the first load is the first part alone");
  const [answer] = await Promise.all([page.waitForResponse((response) => LATER.test(response.url())), page.mouse.move(200, 200)]);
  assert.equal(answer.status(), 200);
  await sandbox.play(page);
  await sandbox.step(page, "Roll out v2");
  await page.getByText("The rollout of v2 is over").waitFor();
  assert.deepEqual(loaded, ["fetch"], "it is fetched once");
});

pageTest("what is needed at once is waited for", { init: withoutSigns }, async (page) => {
  const loaded = [];
  page.on("request", (request) => LATER.test(request.url()) && loaded.push(request.resourceType()));
  await sandbox.strategy(page, "Blue/green");
  await sandbox.steps(page).getByRole("button", { name: "Create green with v2" }).waitFor();
  assert.deepEqual(loaded, ["xhr"]);
});

pageTest(
  "where it cannot be loaded the page says so and offers a way back",
  { init: withoutSigns, expected: /_later\.wasm|ERR_FAILED|NetworkError|could not load|unreachable|RuntimeError/ },
  async (page) => {
    await page.route(LATER, (route) => route.abort());
    await sandbox.setup(page).getByRole("radio", { name: "Blue/green", exact: true }).click({ noWaitAfter: true });
    const recovery = page.getByRole("alertdialog", { name: "Podyard stopped" });
    await recovery.waitFor();
    assert.match(await recovery.getByRole("region", { name: "Report" }).innerText(), /could not load .*_later\.wasm/);
    await page.unroute(LATER);
    await recovery.getByRole("button", { name: "Restart" }).click();
    await sandbox.steps(page).getByRole("button", { name: "Roll out v2" }).waitFor();
  },
);
