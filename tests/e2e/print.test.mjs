// What comes out of a printer: one page of the sandbox, all of a comparison, a question to be answered by hand.

import assert from "node:assert/strict";
import { open, pageTest, setUp } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

const PAPER = { format: "A4", printBackground: true };
/** A4 without its margins, px. */
const SHEET = { width: 688, height: 1017 };

/** How many pages it prints on. Chromium says beforeprint and afterprint around it, as for a person. */
async function pages(page) {
  const pdf = (await page.pdf(PAPER)).toString("latin1");
  return pdf.match(/\/Type\s*\/Page\b(?!s)/g).length;
}

/** Texts that stand outside of a box that cuts, or beside the paper. */
function cut(page) {
  return page.evaluate(() => {
    const found = [];
    const walker = document.createTreeWalker(document.querySelector("#app"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (!walker.currentNode.textContent.trim() || !parent.checkVisibility({ visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      const text = range.getBoundingClientRect();
      if (parent.closest(".visually-hidden, .brand-word, .step-word") || text.width === 0) continue;
      const out = (box) => text.left < box.left - 1 || text.right > box.right + 1 || text.top < box.top - 1 || text.bottom > box.bottom + 1;
      for (let box = parent; box; box = box.parentElement) {
        const style = getComputedStyle(box);
        // One pixel that is cut to nothing is for ears.
        if (style.clipPath !== "none") break;
        if (style.overflow !== "visible" && !(box instanceof SVGElement) && box !== document.documentElement && box !== document.body) {
          if (out(box.getBoundingClientRect())) found.push(`${parent.tagName}.${parent.className}: ${walker.currentNode.textContent.slice(0, 40)}`);
        }
      }
      if (text.right > document.documentElement.clientWidth + 1 || text.left < -1) found.push(`beside the paper: ${walker.currentNode.textContent.slice(0, 40)}`);
    }
    return found;
  });
}

/** Prints, then looks at what a sheet would show. */
async function printed(page) {
  const count = await pages(page);
  await page.setViewportSize(SHEET);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  assert.deepEqual(await cut(page), []);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).getPropertyValue("--ink")), "black", "light, whatever the theme");
  for (const role of ["button", "tab", "toolbar", "navigation"]) {
    // A pod in the picture is a button, too.
    const shown = await page.getByRole(role).filter({ visible: true })
      .evaluateAll((all) => all.filter((one) => !(one instanceof SVGElement)).map((one) => one.textContent));
    assert.deepEqual(shown, [], `no ${role} on paper`);
  }
  return count;
}

pageTest("the sandbox prints as one page, with the scorecard, the settings and the link", {}, async (page) => {
  await sandbox.step(page, "Roll out v2");
  await sandbox.goTo(page, 45);
  await page.getByText("v2 is live", { exact: true }).first().waitFor();
  assert.equal(await printed(page), 1);
  for (const words of ["Rollout sandbox", "v2 is live", "Users served by both versions", "maxSurge"]) {
    assert.ok(await page.getByText(words, { exact: true }).filter({ visible: true }).first().isVisible(), words);
  }
  assert.match(await page.getByText(/^Link to this moment: /).innerText(), /#\/sandbox\?.*t=45/);
});

pageTest("a rollout under way prints as one page, with the sentence", { route: "#/sandbox?strategy=recreate&replicas=12" }, async (page) => {
  await sandbox.step(page, "Roll out v2");
  await sandbox.goTo(page, 4);
  assert.equal(await printed(page), 1);
  assert.ok(await page.getByText(/^Outage: /).first().isVisible());
});

pageTest("a comparison prints whole", {}, async (page) => {
  await sandbox.step(page, "Roll out v2");
  await sandbox.goTo(page, 45);
  await sandbox.compare(page);
  assert.equal(await printed(page), 2);
  assert.equal(await page.getByRole("table").getByRole("row").filter({ visible: true }).count(), 10);
  assert.equal(await page.getByRole("img", { name: /The Service routes to/ }).filter({ visible: true }).count(), 4);
});

pageTest("a question prints with all options and room to answer", { route: "#/quiz/strategies" }, async (page) => {
  await page.getByRole("radio").first().waitFor();
  const options = await page.getByRole("radio").count();
  assert.equal(await printed(page), 1);
  assert.equal(await page.getByRole("radio").filter({ visible: true }).count(), options);
  const room = await page.getByRole("group").first().evaluate((set) => getComputedStyle(set, "::after").height);
  assert.ok(parseFloat(room) > 150, `room: ${room}`);
});

pageTest("About prints as text", { route: null }, async (page) => {
  await open(page, "#/about");
  const count = await printed(page);
  assert.ok(count >= 1 && count <= 3, `${count} pages`);
});

pageTest("the card of each lesson is one page, and nothing else is printed with it", { route: "#/learn", init: () => { window.print = () => { window.printed = document.getElementById("main").innerText; }; } }, async (page) => {
  const map = page.locator(".lesson-map > li > a");
  await map.first().waitFor();
  const lessons = await map.evaluateAll((links) => links.map((link) => [link.getAttribute("href"), link.textContent]));
  for (const [href, title] of lessons) {
    await open(page, href);
    await page.locator(".lesson-card .computed, .lesson-card li").first().waitFor();
    await page.getByRole("button", { name: "Print this card" }).click();
    const printed = await page.waitForFunction(() => window.printed);
    assert.ok((await printed.jsonValue()).startsWith(`To keep: ${title}`), await printed.jsonValue());
    await page.getByRole("heading", { level: 1, name: title, exact: true }).waitFor();
    await page.locator(".lesson article").evaluate((article) => article.classList.add("only-card"));
    assert.equal(await pages(page), 1, href);
  }
});
