// Takes the style sheets that a first visit does not show out of its way: scripts/later.js and boot.js put them in force.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const LATER = ["tabs", "quiz"];

/** Marks them in the index.html of the folder `staging`. */
export function postpone(staging) {
  const file = join(staging, "index.html");
  let html = readFileSync(file, "utf8");
  for (const name of LATER) {
    const link = new RegExp(`<link\\b(?=[^>]*${name}-[0-9a-f]+\\.css)[^>]*>`);
    if (!link.test(html)) throw new Error(`${file} has no style sheet called ${name}`);
    html = html.replace(link, (tag) => tag.replace(/rel="?stylesheet"?/, "data-later"));
  }
  writeFileSync(file, html);
}
