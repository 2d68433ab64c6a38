// In a frame that the browser isolates: sandbox="allow-scripts" alone, so an origin of its own and no storage.

import assert from "node:assert/strict";
import { address, live, pageTest, setUp, until } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

/** A page with nothing but the frame; resolves to the frame. */
async function framed(page, route) {
  await page.setContent(`<title>A course</title><iframe sandbox="allow-scripts" width="1300" height="700" src="${address()}${route}"></iframe>`);
  return until("the frame is there", () => page.frames()[1]);
}

pageTest("on a plain server it says in words why it cannot start there, and where it can",
  { route: null, expected: /CORS|ERR_FAILED|Failed to fetch/ }, async (page) => {
    const frame = await framed(page, "#/sandbox");
    const panel = frame.getByRole("alertdialog", { name: "Podyard stopped" });
    await panel.waitFor();
    const words = await panel.innerText();
    assert.match(words, /sandbox without allow-same-origin/);
    assert.ok(words.includes(address()), `the address to open by itself: ${words}`);
  });

pageTest("where the server lets any origin load it, a rollout and a question work", { route: null }, async (page) => {
  await page.route(`${address()}**`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "access-control-allow-origin": "*" } });
  });
  const frame = await framed(page, "#/sandbox");
  await live(frame);
  await sandbox.step(frame, "Roll out v2");
  await sandbox.play(frame);
  await frame.getByText("v2 is live", { exact: true }).first().waitFor();
  await frame.getByRole("link", { name: "Practice" }).click();
  await frame.getByRole("button", { name: "Start", exact: true }).waitFor();
  await frame.evaluate(() => { location.hash = "#/quiz/strategies"; });
  await frame.getByRole("radio", { name: /alongside .*subset of traffic/i }).check();
  await frame.getByRole("button", { name: "Check answer" }).click();
  await frame.getByRole("status").filter({ hasText: "Right." }).waitFor();
});
