// Writes the content security policy into the staged page.
//
// boot.js, the styles and the module script with which Trunk starts the program are inline: a strict policy refuses them
// unless their hashes are named.
// The policy stands in a <meta>, because a plain static host sends no headers of ours.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const SCRIPT = /<script\b([^>]*)>([\s\S]*?)<\/script>/gi;
const STYLE = /<style\b([^>]*)>([\s\S]*?)<\/style>/gi;

// Where `./dev serve` can be reached; only its pages hold the placeholders below.
const PORT = process.env.PODYARD_PORT ?? "8080";
const SERVED_AT = [`127.0.0.1:${PORT}`, `localhost:${PORT}`];
const RELOAD = "'{{__TRUNK_ADDRESS__}}'";

/** What a browser will be given for an inline script: `trunk serve` fills in the host that was asked for. */
const delivered = (body) =>
  body.includes(RELOAD)
    ? SERVED_AT.map((host) => body.replace(RELOAD, `'${host}'`).replace("{{__TRUNK_WS_BASE__}}", "/"))
    : [body];

const quoted = (body) => `'sha256-${createHash("sha256").update(body).digest("base64")}'`;

/** CSP source expressions for every inline script, or style, of `html`, in order. */
export const hashesOf = (html, tag) =>
  [...html.matchAll(tag)]
    .filter(([, attributes]) => !/\bsrc\s*=/i.test(attributes))
    .flatMap(([, , body]) => delivered(body))
    .map(quoted);

/** The policy as one line. `reload` adds the socket through which `trunk serve` announces a rebuild. */
export function policy(scripts, styles, reload) {
  const sockets = reload ? SERVED_AT.map((host) => ` ws://${host}`).join("") : "";
  return [
    "default-src 'none'",
    ["script-src 'self' 'wasm-unsafe-eval'", ...scripts].join(" "),
    ["style-src", ...styles].join(" "),
    "img-src 'self' data:",
    `connect-src 'self'${sockets}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types podyard-worker", // boot.js: the address of the service worker, and nothing else.
  ].join("; ");
}

/** Puts the policy into the index.html of the folder `staging`. */
export function secure(staging) {
  const file = join(staging, "index.html");
  const html = readFileSync(file, "utf8");
  const [scripts, styles] = [hashesOf(html, SCRIPT), hashesOf(html, STYLE)];
  if (scripts.length < 2 || styles.length === 0) throw new Error(`${file}: boot.js, the start of the program or the styles are missing`);
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy(scripts, styles, html.includes(RELOAD))}" />`;
  // A minified page has no <head> tag; the first <meta> says in which characters the page is written.
  const first = /<meta charset=[^>]*>/i;
  if (!first.test(html)) throw new Error(`${file}: no <meta charset>`);
  writeFileSync(file, html.replace(first, (tag) => `${tag}${meta}`));
}
