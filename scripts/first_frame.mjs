// Puts the first frames that `podyard prerender` wrote into the staged page: painted before any program runs.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Fills `<div id="app">` of the index.html in the folder `staging` from the file that $PODYARD_FIRST_FRAMES names. */
export function putFirstFrames(staging) {
  const frames = process.env.PODYARD_FIRST_FRAMES;
  if (!frames) throw new Error("PODYARD_FIRST_FRAMES is not set: build the page with `./dev build`");
  const file = join(staging, "index.html");
  const html = readFileSync(file, "utf8");
  const place = /<div id=["']?app["']?><\/div>/;
  if (!place.test(html)) throw new Error(`${file} has no empty <div id="app">`);
  writeFileSync(file, html.replace(place, () => `<div id="app">${readFileSync(frames, "utf8").trim()}</div>`));
}
