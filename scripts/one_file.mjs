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

/** The modules that start the programs: the second one only when boot.js asks for it. */
const modules = (page, reading) => [
  `(globalThis.podyardFiles ??= {}).later = ${unpack("file-later")};
${page.text};
const wasm_ = await ${page.start}({ module_or_path: ${unpack("file-page")} });
dispatchEvent(new CustomEvent("TrunkApplicationStarted", { detail: { wasm: wasm_ } }));`,
  `${reading.text};
(globalThis.podyardFiles ??= {}).reading = async () => ${reading.start}({ module_or_path: ${unpack("file-reading")} });`,
];

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
  const packed = ([id, pattern]) =>
    `<script type="application/gzip" id="${id}">${gzipSync(file(pattern).bytes, { level: 9 }).toString("base64")}</script>`;
  const boot = file(/^boot.*\.js$/).bytes.toString();
  const scripts = [boot, ...modules(glue(file(/^podyard-page.*\.js$/)), glue(file(/^podyard-reading.*\.js$/)))];
  const sheets = [/^tokens.*\.css$/, /^base.*\.css$/, /^sandbox.*\.css$/, /^tabs.*\.css$/, /^quiz.*\.css$/];
  const style = sheets.map((sheet) => file(sheet).bytes.toString()).join("\n");
  const icon = encodeURIComponent(file(/^favicon.*\.svg$/).bytes.toString());
  const body = /<body>([\s\S]*)<\/body>/.exec(file(/^index\.html$/).bytes.toString());
  if (!body) throw new Error(`${staging}/index.html has no <body>`);
  if ([...scripts, style].some((text) => /<\/(script|style)/i.test(text))) throw new Error("a part would end its own tag");
  const parts = [
    ["file-page", /^podyard-page.*_bg\.wasm$/],
    ["file-later", /^podyard-page.*_later\.wasm$/],
    ["file-reading", /^podyard-reading.*_bg\.wasm$/],
  ];
  const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="${policy(scripts, style)}" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<title>Podyard: a recorded rollout</title>
<link rel="icon" href="data:image/svg+xml,${icon}" />
<style>${style}</style>
<script>${boot}</script>
</head>
<body>
${body[1]}
<script type="text/plain" id="recorded"></script>
${parts.map(packed).join("\n")}
${scripts.slice(1).map((text) => `<script type="module">${text}</script>`).join("\n")}
</body>
</html>
`;
  writeFileSync(join(staging, "replay.html"), page);
}
