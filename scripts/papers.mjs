// Puts every lesson beside the staged page as a page of its own, which needs no program: `lessons/readiness.html`.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Nothing is run, and nothing is loaded but the style sheet and the icon. */
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'";

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const document = ({ title, about, body }, style, icon) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="${POLICY}" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<meta name="description" content="${escaped(about.replaceAll("`", ""))}" />
<title>${escaped(title)} · Podyard</title>
<link rel="icon" href="../${icon}" />
<link rel="stylesheet" href="${style}" />
</head>
<body>${body}</body>
</html>
`;

/** Writes what `podyard papers` rendered into the folder `staging`, with the page's own styles as one file for all. */
export function putPapers(staging) {
  const papers = process.env.PODYARD_PAPERS;
  if (!papers) throw new Error("PODYARD_PAPERS is not set: build the page with `./dev build`");
  const html = readFileSync(join(staging, "index.html"), "utf8");
  const styles = [...html.matchAll(/<style\b[^>]*>([\s\S]*?)<\/style>/g)].map(([, text]) => text).join("\n");
  const icon = /<link\b[^>]*\brel=["']?icon\b[^>]*>/.exec(html)?.[0].match(/href=["']?(?:\.\/)?([^"' >]+)/)?.[1];
  if (!styles || !icon) throw new Error(`${staging}/index.html has no styles or no icon`);
  const folder = join(staging, "lessons");
  mkdirSync(folder);
  const style = `style-${createHash("sha256").update(styles).digest("hex").slice(0, 16)}.css`;
  writeFileSync(join(folder, style), styles);
  for (const [id, paper] of Object.entries(JSON.parse(readFileSync(papers, "utf8"))))
    writeFileSync(join(folder, `${id}.html`), document(paper, style, icon));
}
