// What a person can read at every width: nothing cut off, nothing over something else, no type that is too small, and the
// picture as large as it is meant to be.

import assert from "node:assert/strict";
import { open, pageTest, setUp } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

const WIDTHS = [[320, 568], [360, 640], [390, 844], [683, 384], [800, 600], [960, 540], [1366, 768], [1920, 1080]];

/**
 * Faults of the text that is shown: cut off by its own box, outside the page to the side, under 14 px although it is neither
 * a unit nor on an axis, or one over the other. Looked at in the page, in its own pixels.
 */
function faults() {
  const scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  const all = [...document.querySelectorAll("#app *")].filter((one) =>
    [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== "") &&
    one.getClientRects().length > 0 && getComputedStyle(one).visibility === "visible" && one.checkVisibility());
  const hidden = (one) => {
    for (let at = one; at && at.id !== "app"; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.clipPath.includes("inset(50%)") || style.display === "none" || style.opacity === "0") return true;
    }
    return false;
  };
  /** What a scrolling box around it leaves of it. */
  const visible = (one, place) => {
    let { left, right, top, bottom } = place;
    for (let at = one.parentElement; at; at = at.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(at);
      const box = at.getBoundingClientRect();
      if (overflowY !== "visible") [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
      if (overflowX !== "visible") [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
    }
    return right - left > 1 && bottom - top > 1 ? { left, right, top, bottom } : null;
  };
  const found = [];
  const boxes = [];
  for (const one of all) {
    if (hidden(one)) continue;
    const text = one.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
    const name = `<${one.tagName.toLowerCase()} ${one.getAttribute("class") ?? ""}> ${text}`;
    const svg = one.closest("svg");
    const size = parseFloat(getComputedStyle(one).fontSize) * (svg ? scale : 1);
    const axis = one.closest(".plot, .lines, .history, .charts");
    if (size < (axis ? 12 : 14) - 0.1) found.push(`${size} px: ${name}`);
    const box = one.getBoundingClientRect();
    const scrolls = one.closest(".scroll, .wide, pre, .frame");
    if (!scrolls && (box.right > innerWidth + 1 || box.left < -1)) found.push(`outside: ${name} ${Math.round(box.left)}–${Math.round(box.right)}`);
    if (!svg && !scrolls && ["BUTTON", "A", "SUMMARY", "LABEL", "TH", "TD", "DT", "DD"].includes(one.tagName) && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0) {
      found.push(`cut off: ${name} ${one.scrollWidth} of ${one.clientWidth}`);
    }
    const parent = one.closest("button");
    // What goes on in the next line has a place in each.
    const places = getComputedStyle(one).display === "inline" && !svg ? [...one.getClientRects()] : [box];
    for (const seen of places.map((place) => visible(one, place))) {
    // A tooltip's and a popover's place is over something.
    if (seen && !one.closest(".told, .notice, .sheet, .all-figures, .player, .site-header, details .scroll") && one.tagName !== "TITLE" && one.tagName !== "OPTION" && one.tagName !== "TSPAN") {
      boxes.push({ name, parent: parent ?? one, one, ...seen });
    }
    }
  }
  for (let i = 0; i < boxes.length; i += 1) {
    for (let j = i + 1; j < boxes.length; j += 1) {
      const [a, b] = [boxes[i], boxes[j]];
      if (a.one.contains(b.one) || b.one.contains(a.one) || a.parent === b.parent) continue;
      const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      // Boxes of lines are higher than what is written in them.
      if (width > 2 && height > 5 * scale) found.push(`over one another by ${Math.round(width)}×${Math.round(height)}: ${a.name} / ${b.name}`);
    }
  }
  return [...new Set(found)];
}

const PAGES = [["the sandbox", "#/sandbox"], ["the welcome", ""], ["a routed canary", "#/sandbox?strategy=canary&entry=httproute"], ["a quiz", "#/quiz/strategies"], ["Practice", "#/quiz"], ["a file of one's own", "#/quiz?file="], ["Learn", "#/learn"], ["a lesson", "#/lesson/stuck-and-undo"], ["an exercise", "#/exercise/jason-still-v1"], ["runs handed in", "#/grade"], ["About", "#/about"]];

/** The faults that stay: the picture hears of its new size once the page is laid out, and then its pods slide, on a slow machine later. */
async function standing(page) {
  await page.waitForTimeout(300);
  const found = await page.evaluate(faults);
  if (found.length === 0) return found;
  await page.waitForTimeout(1_000);
  return page.evaluate(faults);
}

for (const [what, route] of PAGES) {
  for (const colorScheme of ["light", "dark"]) {
    pageTest(`everything of ${what} can be read at every width (${colorScheme})`, { route: null, context: { colorScheme } }, async (page) => {
      const wrong = [];
      await open(page, route);
      for (const [width, height] of colorScheme === "light" ? WIDTHS : [WIDTHS[2], WIDTHS[6]]) {
        await page.setViewportSize({ width, height });
        wrong.push(...(await standing(page)).map((fault) => `${width}: ${fault}`));
      }
      if (route.includes("sandbox")) {
        await page.setViewportSize({ width: 1366, height: 768 });
        await sandbox.steps(page).getByRole("button").first().click();
        await sandbox.goTo(page, 9);
        for (const [width, height] of WIDTHS) {
          await page.setViewportSize({ width, height });
          wrong.push(...(await standing(page)).map((fault) => `${width}, under way: ${fault}`));
        }
        for (const [width, height] of [WIDTHS[0], WIDTHS[2], WIDTHS[4], WIDTHS[6], WIDTHS[7]]) {
          await page.setViewportSize({ width, height });
          for (const chip of await page.getByRole("group", { name: "Charts", exact: true }).getByRole("button").all()) {
            await chip.click();
            const name = await chip.innerText();
            wrong.push(...(await standing(page)).map((fault) => `${width}, the chart ${name}: ${fault}`));
          }
        }
      }
      assert.deepEqual(wrong, [], wrong.join("\n"));
    });
  }
}

pageTest("the picture has more than half of the screen, and grows with it", {}, async (page) => {
  const box = (selector) => page.locator(selector).first().boundingBox();
  await sandbox.step(page, "Roll out v2");
  await sandbox.goTo(page, 9);
  const desk = await box(".frame");
  assert.ok(desk.width >= 0.55 * 1366, `${desk.width} px wide`);
  assert.ok(desk.height >= 0.5 * 768, `${desk.height} px high`);
  const pod = await box(".scene .pod .body");
  await sandbox.showTab(page, "Events");
  const open = await box(".frame");
  assert.ok(open.height >= 0.5 * 768, `${open.height} px high beside the drawer`);
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.waitForTimeout(200);
  const large = await box(".scene .pod .body");
  assert.ok(large.width >= 1.25 * pod.width - 1, `${large.width} of ${pod.width}`);
});

for (const [width, height] of [[960, 540], [683, 384], [390, 844]]) {
  pageTest(`at ${width}×${height} picture, sentence and next step are on the screen together`, { context: { viewport: { width, height } } }, async (page) => {
    await sandbox.step(page, "Roll out v2");
    await page.waitForTimeout(500);
    await page.evaluate(() => scrollTo(0, 0));
    const player = await page.getByRole("toolbar", { name: "Time" }).boundingBox();
    const picture = await page.locator(".frame").boundingBox();
    assert.ok(picture.height >= 0.4 * height, `${picture.height} px of ${height}`);
    for (const [what, one] of [["picture", page.locator(".frame")], ["sentence", page.locator(".headline")], ["step", sandbox.steps(page).getByRole("button").first()]]) {
      const { y, height: high } = await one.boundingBox();
      assert.ok(y >= 0 && y + high <= player.y + 1, `${what}: ${y} to ${y + high}, the player is at ${player.y}`);
    }
  });
}

pageTest("while a rollout runs nothing jumps", {}, async (page) => {
  await page.evaluate(() => {
    window.shifted = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((one) => (window.shifted += one.hadRecentInput ? 0 : one.value)))
      .observe({ type: "layout-shift", buffered: false });
  });
  await sandbox.step(page, "Roll out v2");
  await sandbox.play(page, "×4");
  await page.getByRole("group", { name: "v2 is live" }).waitFor();
  const shifted = await page.evaluate(() => window.shifted);
  assert.ok(shifted <= 0.02, `${shifted}`);
});
