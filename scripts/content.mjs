// Puts content beside the staged page as files of their own, which its pages ask for when they are opened.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What the program made of each for a release; in development the files as they are. `sign` stands in all that is whole. */
const CONTENT = [
  { name: "quizzes", made: process.env.PODYARD_QUESTIONS, folder: "../quizzes/", sign: "canary-what" },
  { name: "exercises", made: process.env.PODYARD_EXERCISES, folder: "../content/exercises/", sign: "stuck-never-ready" },
  { name: "lessons", made: process.env.PODYARD_LESSONS, folder: "../content/lessons/", sign: "max-surge-and-max-unavailable" },
];

function text({ made, folder }) {
  if (made) return readFileSync(made, "utf8");
  const from = new URL(folder, import.meta.url);
  const names = readdirSync(from).filter((name) => name.endsWith(".yaml")).sort();
  return names.map((name) => `---\n${readFileSync(new URL(name, from), "utf8")}\n`).join("");
}

/** Writes the files into the folder `staging`, and their names into index.html, where the pages find them. */
export function putContent(staging) {
  const index = join(staging, "index.html");
  let html = readFileSync(index, "utf8");
  if (!html.includes("<html")) throw new Error(`${index} has no <html> tag`);
  for (const content of CONTENT) {
    const whole = text(content);
    if (!whole.includes(content.sign)) throw new Error(`there are no ${content.name}: see \`podyard check\``);
    const file = `${content.name}-${createHash("sha256").update(whole).digest("hex").slice(0, 16)}.yaml`;
    writeFileSync(join(staging, file), whole);
    html = html.replace("<html", `<html data-${content.name}="${file}"`);
  }
  writeFileSync(index, html);
  putSchemas(staging);
}

/** The schemas by which editors know the fields of content files: `schemas/quiz.json`, under names that stay. */
function putSchemas(staging) {
  if (!process.env.PODYARD_SCHEMAS) return;
  mkdirSync(join(staging, "schemas"));
  for (const [kind, schema] of Object.entries(JSON.parse(readFileSync(process.env.PODYARD_SCHEMAS, "utf8"))))
    writeFileSync(join(staging, "schemas", `${kind}.json`), `${JSON.stringify(schema, null, 2)}\n`);
}
