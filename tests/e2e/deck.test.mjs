// In a slide of reveal.js, as docs/embedding.md has it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { address, live, pageTest, setUp, until } from "./page.mjs";

setUp();

const reveal = (file) => readFile(new URL(`../../node_modules/reveal.js/dist/${file}`, import.meta.url), "utf8");

/** Two slides: a title, and a rollout that is loaded once its slide comes. */
async function deck(page) {
  const [code, style] = await Promise.all([reveal("reveal.js"), reveal("reveal.css")]);
  const html = `<!doctype html><html lang="en"><head><title>Rollouts</title><link rel="icon" href="data:,"><style>${style}</style></head><body>
    <div class="reveal"><div class="slides">
      <section><h1>Rollouts</h1></section>
      <section><iframe data-src="${address()}#/embed?strategy=recreate&replicas=4" width="900" height="600" title="A rollout with Recreate"></iframe></section>
    </div></div>
    <script src="reveal.js"></script>
    <script src="begin.js"></script></body></html>`;
  const files = new Map([["deck.html", html], ["reveal.js", code], ["begin.js", "Reveal.initialize({ hash: false, transition: 'none' });"]]);
  await page.route(/\/(deck\.html|reveal\.js|begin\.js)$/, (route) => {
    const name = route.request().url().split("/").pop();
    return route.fulfill({ body: files.get(name), contentType: name.endsWith("html") ? "text/html" : "text/javascript" });
  });
  await page.goto(`${address()}deck.html`);
  await page.getByRole("heading", { name: "Rollouts" }).waitFor();
}

pageTest("in a slide of reveal.js 6 it is loaded with its slide, and a rollout runs to its end", { route: null }, async (page) => {
  await deck(page);
  const embedded = () => page.frames().find((frame) => frame.url().includes("#/embed"));
  assert.equal(embedded(), undefined, "nothing is loaded before its slide comes");
  await page.keyboard.press("ArrowRight");
  const frame = await until("the slide has its frame", embedded);
  await live(frame);
  await frame.getByRole("button", { name: "Roll out v2", exact: true }).click();
  await frame.getByRole("timer", { name: "Virtual time" }).waitFor();
  await frame.getByText("v2 is live", { exact: true }).first().waitFor();
  assert.equal(await page.evaluate("Reveal.getIndices().h"), 1, "what is pressed in the frame turns no slide");
  await page.locator("body").click({ position: { x: 3, y: 3 } });
  await page.keyboard.press("ArrowLeft");
  await until("the slides go on by their own keys", async () => (await page.evaluate("Reveal.getIndices().h")) === 0);
});
