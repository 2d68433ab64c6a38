// Draws icons/*.png from icons/icon.svg, for those who install Podyard: `node scripts/icons.mjs`, after a change of the drawing.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch } from "./chromium.mjs";

const at = (name) => fileURLToPath(new URL(`../icons/${name}`, import.meta.url));
const svg = readFileSync(at("icon.svg"), "utf8");

const browser = await launch();
try {
  // A maskable icon may be cut to a circle: its drawing keeps to the inner four fifths, on a ground of its own.
  for (const [name, size, part, ground] of [["icon-192.png", 192, 1, ""], ["icon-512.png", 512, 1, ""], ["maskable-512.png", 512, 0.7, "#f6f4ef"]]) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>body { margin: 0; display: grid; place-content: center; height: 100vh; background: ${ground} }
      svg { width: ${size * part}px; height: ${size * part}px }</style>${svg}`);
    await page.screenshot({ path: at(name), omitBackground: ground === "" });
    await page.close();
  }
} finally {
  await browser.close();
}
