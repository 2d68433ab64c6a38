// Puts the questions beside the staged page as a file of their own, which Practice asks for when it is opened.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = new URL("../quizzes/", import.meta.url);

/** What `podyard questions` made of them for a release; in development the files as they are. */
function questions() {
  const made = process.env.PODYARD_QUESTIONS;
  if (made) return readFileSync(made, "utf8");
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml")).sort();
  return names.map((name) => `---\n${readFileSync(new URL(name, FOLDER), "utf8")}\n`).join("");
}

/** Writes the file into the folder `staging`, and its name into index.html, where Practice finds it. */
export function putContent(staging) {
  const text = questions();
  if (!text.includes("canary-what")) throw new Error("there are no questions: see `podyard check`");
  const name = `quizzes-${createHash("sha256").update(text).digest("hex").slice(0, 16)}.yaml`;
  writeFileSync(join(staging, name), text);
  const index = join(staging, "index.html");
  const html = readFileSync(index, "utf8");
  if (!html.includes("<html")) throw new Error(`${index} has no <html> tag`);
  writeFileSync(index, html.replace("<html", `<html data-quizzes="${name}"`));
}
