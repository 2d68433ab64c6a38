// Makes docs/podyard.png, the README's picture, from the built page: `./dev build && node scripts/screenshot.mjs`.

import { fileURLToPath } from "node:url";
import { launch } from "./chromium.mjs";
import { button, set, step, untilSets } from "../tests/e2e/sandbox.mjs";
import { serve } from "./serve.mjs";

const site = await serve();
const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await page.goto(`${site.url}#/sandbox`);
  await set(page, "Replicas", 6);
  await button(page, "Play").click();
  await untilSets(page, "all of v1 are there", (sets) => sets[0].Available === 6);
  await page.waitForTimeout(4_000);
  await step(page, "Roll out v2");
  await untilSets(page, "v2 answers", (sets) => sets.some((set) => set.Revision === "2" && set.Available >= 2));
  await button(page, "Close details").click();
  await page.waitForTimeout(2_500);
  await button(page, "Pause").click();
  await page.waitForTimeout(400);
  await page.screenshot({ path: fileURLToPath(new URL("../docs/podyard.png", import.meta.url)) });
} finally {
  await browser.close();
  await site.close();
}
