// Writes all of Podyard as one page, replay.html: no server is needed to open it. The sandbox fetches it when somebody
// saves a run as a replay, and puts the run where `recorded` is.
//
// It is made of the staged page's own parts, so it is the same program: the run in it is not played back, it runs.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** Reads a part of the page back out of it, as bytes. */
const unpack = (id) => `await new Response(new Blob([Uint8Array.from(
  atob(document.getElementById("${id}").textContent), (sign) => sign.charCodeAt(0))])
  .stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer()`;

/** A glue's text without its exports, and the name its start has in it. */
function glue({ name, bytes }) {
  const text = bytes.toString();
  const found = /export\s*\{([^}]*)\};?/.exec(text);
  const start = found && /([\w$]+) as default/.exec(found[1]);
  if (!start) throw new Error(`${name}: its start is not where wasm-bindgen used to export it`);
  return { text: text.replace(found[0], ""), start: start[1] };
}

/** The module that starts the program. */
const starter = ({ text, start }) => `${text};
await ${start}({ module_or_path: ${unpack("file-page")} });`;

const hashes = (bodies) => bodies.map((body) => `'sha256-${createHash("sha256").update(body).digest("base64")}'`).join(" ");

/** The policy: the page's own, but nothing is loaded from anywhere. */
const policy = (scripts, style) =>
  [
    "default-src 'none'",
    `script-src 'wasm-unsafe-eval' ${hashes(scripts)}`,
    `style-src ${hashes([style])}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");

/** Writes the page into the folder `staging`. */
export function oneFile(staging) {
  const names = readdirSync(staging);
  const file = (pattern) => {
    const name = names.find((name) => pattern.test(name));
    if (!name) throw new Error(`${staging} holds no ${pattern}`);
    return { name, bytes: readFileSync(join(staging, name)) };
  };
  const html = file(/^index\.html$/).bytes.toString();
  const part = (pattern) => {
    const found = [...html.matchAll(pattern)].map(([, text]) => text);
    if (found.length === 0) throw new Error(`${staging}/index.html has no ${pattern}`);
    return found.join("\n");
  };
  const boot = part(/<script>([\s\S]*?)<\/script>/g);
  const style = part(/<style>([\s\S]*?)<\/style>/g);
  const module = starter(glue(file(/^podyard-page.*\.js$/)));
  const program = gzipSync(file(/^podyard-page.*_bg\.wasm$/).bytes, { level: 9 }).toString("base64");
  const icon = encodeURIComponent(file(/^favicon.*\.svg$/).bytes.toString());
  if ([boot, module, style].some((text) => /<\/(script|style)/i.test(text))) throw new Error("a part would end its own tag");
  const [quizzes, exercises, lessons] = ["quizzes", "exercises", "lessons"].map((name) => file(new RegExp(`^${name}-.*\\.yaml$`)).bytes.toString());
  if (/<\/script/i.test(quizzes + exercises + lessons)) throw new Error("content would end its own tag");
  // Beside a page that is saved alone there are no lessons to read.
  const body = part(/<body>([\s\S]*)<\/body>/g).replace(/<a href="?lessons\/index\.html"?>.*?without it\./s, "");
  if (body.includes("lessons/index.html")) throw new Error("the link to the lessons without a program is still there");
  const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="${policy([boot, module], style)}" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<title>Podyard: a recorded rollout</title>
<link rel="icon" href="data:image/svg+xml,${icon}" />
<style>${style}</style>
<script>${boot}</script>
</head>
<body>
<script type="text/plain" id="recorded"></script>
${body}
<script type="text/plain" id="file-quizzes">${quizzes}</script>
<script type="text/plain" id="file-exercises">${exercises}</script>
<script type="text/plain" id="file-lessons">${lessons}</script>
<script type="application/gzip" id="file-page">${program}</script>
<script type="module">${module}</script>
</body>
</html>
`;
  writeFileSync(join(staging, "replay.html"), page);
}
