// How it looks: every component in every state, and the live pages, beside pictures that were taken when somebody looked.
// `./dev visual --update` takes them anew: look at each before it is committed.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { address, open, pageTest, setUp } from "./page.mjs";
import { difference, encoded, kept, shrunk } from "./pictures.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const [KEPT, FOUND, GALLERY] = [path("visual/"), path("../../target/visual/"), path("../../target/gallery.html")];
const FONTS = `${KEPT}fonts.json`;
const UPDATE = process.env.PODYARD_VISUAL === "update";
const ANEW = "./dev visual --update takes the pictures anew";

/** Each screen in each theme, and how much smaller its pictures are kept: what dark adds is colours, not places. */
const LOOKS = [
  ["desk", 1366, 768, "light", 2],
  ["desk", 1366, 768, "dark", 4],
  ["phone", 390, 844, "light", 2],
  ["phone", 390, 844, "dark", 4],
];

/** Where a lesson is looked at, live and without a program: one of them shows what all are made of. */
const LESSONS = ["desk, light", "phone, dark"];

/** How wide some words come out: on a machine with other fonts everything else differs too. */
const fonts = (page) => page.evaluate(() => {
  const brush = document.createElement("canvas").getContext("2d");
  const { fontFamily } = getComputedStyle(document.body);
  const families = [fontFamily, getComputedStyle(document.documentElement).getPropertyValue("--font-mono")];
  return families.flatMap((family) => ["400", "650"].map((weight) => {
    brush.font = `${weight} 16px ${family}`;
    return Math.round(brush.measureText("Podyard: 0123456789 requests failed ✓ ✕ → ≥").width * 100) / 100;
  }));
});

/** Whether the pictures can be compared here; says so where not. */
async function comparable(page, t) {
  const here = JSON.stringify(await fonts(page));
  if (UPDATE) {
    mkdirSync(KEPT, { recursive: true });
    writeFileSync(FONTS, `${here}\n`);
    return true;
  }
  if (readFileSync(FONTS, "utf8").trim() === here) return true;
  t.skip(`skipped: other fonts than where the pictures were taken. ${ANEW}`);
  return false;
}

/** What is wrong with a picture, or null. `take` takes it: again where it differs, for a slow machine may still be at it. */
async function slip(name, by, take) {
  const file = `${KEPT}${name}.png`;
  let whole = await take();
  if (UPDATE) {
    writeFileSync(file, encoded(shrunk(whole, by)));
    return null;
  }
  if (!existsSync(file)) return `${name}: there is no picture of it yet`;
  const expected = kept(readFileSync(file));
  let found = difference(shrunk(whole, by), expected, by);
  if (found) {
    await new Promise((done) => setTimeout(done, 700));
    whole = await take();
    found = difference(shrunk(whole, by), expected, by);
  }
  if (!found) return null;
  mkdirSync(FOUND, { recursive: true });
  writeFileSync(`${FOUND}${name}.actual.png`, whole);
  writeFileSync(`${FOUND}${name}.expected.png`, encoded(expected));
  if (found.shown) writeFileSync(`${FOUND}${name}.diff.png`, encoded(found.shown));
  return `${name}: ${found.says}`;
}

function settle(faults) {
  const found = faults.filter(Boolean);
  assert.deepEqual(found, [], `${found.join("\n")}\nactual, expected and diff are in target/visual. If it is meant to look so: ${ANEW}`);
}

const shot = (one) => () => one.screenshot({ animations: "disabled", caret: "hide" });

/** A part by itself: those beside it would have to be drawn with it. */
const alone = (part) => async () => {
  await part.evaluate((one) => { for (const other of one.parentElement.children) other.hidden = other !== one; });
  return shot(part)();
};

/** The page of all components, as `./dev gallery` wrote it. */
async function gallery(page, screen) {
  assert.ok(existsSync(GALLERY), "target/gallery.html is not there: ./dev gallery writes it");
  await page.setContent(readFileSync(GALLERY, "utf8"));
  const parts = await page.locator(`.${screen} .part`).all();
  return Promise.all(parts.map(async (part) => [await part.getAttribute("data-part"), part]));
}

const context = (width, height, colorScheme) => ({ viewport: { width, height }, colorScheme, reducedMotion: "reduce" });

/** The order of a question's options is each learner's own. */
const sameOrder = () => localStorage.setItem("podyard.seed", "1");

for (const [screen, width, height, theme, by] of LOOKS) {
  pageTest(`every component looks as it did: ${screen}, ${theme}`, { route: null, context: context(width, height, theme) }, async (page, t) => {
    const parts = await gallery(page, screen);
    assert.ok(parts.length >= 10, "all kinds of components are there");
    if (!(await comparable(page, t))) return;
    const faults = [];
    for (const [part, element] of parts) faults.push(await slip(`${part}-${screen}-${theme}`, by, alone(element)));
    settle(faults);
  });

  pageTest(`the pages look as they did: ${screen}, ${theme}`, { route: "", context: context(width, height, theme), init: sameOrder }, async (page, t) => {
    if (!(await comparable(page, t))) return;
    const faults = [];
    const look = async (name) => faults.push(await slip(`page-${name}-${screen}-${theme}`, by, shot(page)));
    await look("welcome");
    await open(page, "#/sandbox?replicas=6");
    await sandbox.step(page, "Roll out v2");
    await sandbox.goTo(page, 9);
    await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
    await look("sandbox");
    if (screen === "desk") {
      await page.locator(".pod-button").first().click();
      await look("card");
      await page.getByRole("dialog").getByRole("button", { name: "Everything about it" }).click();
      await look("pod");
      await sandbox.button(page, "Close details").click();
      await page.keyboard.press("f");
      await look("stage");
      await page.keyboard.press("Escape");
    }
    await sandbox.compare(page);
    await look("compare");
    await open(page, "#/quiz");
    await page.getByRole("button", { name: "Start", exact: true }).waitFor();
    await look("practice");
    await open(page, "#/quiz/strategies");
    await page.getByRole("radio", { name: /Squawking/ }).waitFor();
    await look("quiz");
    await open(page, "#/about");
    await look("about");
    if (LESSONS.includes(`${screen}, ${theme}`)) {
      await open(page, "#/lesson/max-surge-and-max-unavailable");
      await page.locator(".lesson .scene").first().waitFor();
      await page.waitForFunction(() => !document.querySelector(".lesson .stale"));
      await look("lesson");
      await page.goto(`${address()}lessons/max-surge-and-max-unavailable.html`);
      await page.locator("summary").first().click();
      await page.locator("section.doing").first().evaluate((first) => first.scrollIntoView());
      await look("paper");
    }
    settle(faults);
  });
}

// A comparison that lets everything pass would pass everything.
const SLIPS = [
  ["all buttons by four pixels", "steps", ".steps .buttons { margin-left: 4px }"],
  ["one heading by four pixels", "traffic", ".state:nth-child(2) .traffic > h2 { padding-left: 4px }"],
  ["another colour", "traffic", ":root { --v2: #00a070 !important }"],
  ["fainter text", "charts", ":root { --muted: #8a867c !important }"],
  ["a mark that is gone", "pictures", ".mark.bolt { display: none }"],
];

pageTest("slips are seen", { route: null, context: context(1366, 768, "light") }, async (page, t) => {
  const parts = new Map(await gallery(page, "desk"));
  if (UPDATE || !(await comparable(page, t))) return;
  for (const [what, part, style] of SLIPS) {
    const slipped = await page.addStyleTag({ content: style });
    const now = shrunk(await alone(parts.get(part))(), 2);
    assert.ok(difference(now, kept(readFileSync(`${KEPT}${part}-desk-light.png`)), 2), `${what} passes: ${style}`);
    await slipped.evaluate((sheet) => sheet.remove());
  }
});
