// The browser that visits the page: when it is built, when it is tested, when it is measured.

import { accessSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** Path of the browser: $CHROMIUM, or the first of the usual names on PATH. */
function browserPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]) {
    for (const dir of (process.env.PATH ?? "").split(delimiter)) {
      try {
        accessSync(join(dir, name));
        return join(dir, name);
      } catch {
        // Not here; the next may be.
      }
    }
  }
  throw new Error("no Chromium found: set CHROMIUM to its path");
}

export const launch = () => chromium.launch({ executablePath: browserPath(), args: FLAGS });
