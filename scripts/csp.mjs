// Writes the content security policy into the staged page.
//
// Trunk starts the program from an inline module script, which a strict policy refuses unless its hash is named.
// The policy stands in a <meta>, because a plain static host sends no headers of ours.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const SCRIPT = /<script\b([^>]*)>([\s\S]*?)<\/script>/gi;

// Where `./dev serve` can be reached; only its pages hold the placeholders below.
const SERVED_AT = ["127.0.0.1:8080", "localhost:8080"];
const RELOAD = "'{{__TRUNK_ADDRESS__}}'";

/** What a browser will be given for an inline script: `trunk serve` fills in the host that was asked for. */
const delivered = (body) =>
  body.includes(RELOAD)
    ? SERVED_AT.map((host) => body.replace(RELOAD, `'${host}'`).replace("{{__TRUNK_WS_BASE__}}", "/"))
    : [body];

/** CSP source expressions for every inline script of `html`, in order. */
export function inlineHashes(html) {
  return [...html.matchAll(SCRIPT)]
    .filter(([, attributes]) => !/\bsrc\s*=/i.test(attributes))
    .flatMap(([, , body]) => delivered(body))
    .map((body) => `'sha256-${createHash("sha256").update(body).digest("base64")}'`);
}

/** The policy as one line. `reload` adds the socket through which `trunk serve` announces a rebuild. */
export function policy(hashes, reload) {
  const sockets = reload ? SERVED_AT.map((host) => ` ws://${host}`).join("") : "";
  return [
    "default-src 'none'",
    ["script-src 'self' 'wasm-unsafe-eval'", ...hashes].join(" "),
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self'${sockets}`,
    "font-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

/** Puts the policy into the index.html of the folder `staging`. */
export function secure(staging) {
  const file = join(staging, "index.html");
  const html = readFileSync(file, "utf8");
  const hashes = inlineHashes(html);
  if (hashes.length === 0) throw new Error(`${file}: no inline script found; has Trunk changed how it starts the page?`);
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy(hashes, html.includes(RELOAD))}" />`;
  // A minified page has no <head> tag; the first <meta> says in which characters the page is written.
  const first = /<meta charset=[^>]*>/i;
  if (!first.test(html)) throw new Error(`${file}: no <meta charset>`);
  writeFileSync(file, html.replace(first, (tag) => `${tag}${meta}`));
}
