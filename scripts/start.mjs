// Writes how the program starts: once the first frame is painted, for until then the line and the processor are the frame's.
// Trunk would load it from the first byte of the page on.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const LINKS = /<link\b[^>]*\brel=["']?(?:modulepreload|preload)\b[^>]*>/g;
const STARTER = /<script type=["']?module["']?>import init[\s\S]*?from '([^']+)'[\s\S]*?module_or_path: '([^']+)'[\s\S]*?<\/script>/;

// A page in the background, or in a frame that is out of sight, paints nothing: its program does not wait for ever.
const starter = (glue, program) => `<script type="module">
await new Promise((painted) => {
  new PerformanceObserver((list) => list.getEntriesByName("first-contentful-paint").length > 0 && painted()).observe({ type: "paint", buffered: true });
  setTimeout(painted, 2000);
});
const [{ default: init }, program] = await Promise.all([import("${glue}"), fetch("${program}")]);
await init({ module_or_path: program });
</script>`;

/** Takes the place of Trunk's start in the index.html of the folder `staging`. */
export function startOncePainted(staging) {
  const file = join(staging, "index.html");
  const html = readFileSync(file, "utf8");
  const [found, glue, program] = STARTER.exec(html) ?? [];
  if (!found || html.match(LINKS)?.length !== 2) throw new Error(`${file} does not start the program as Trunk used to`);
  writeFileSync(file, html.replace(LINKS, "").replace(found, () => starter(glue, program)));
}
