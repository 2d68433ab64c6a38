// A plain static file server, as a school's host would be: no header of ours, no rewriting, files below a sub-path.
// The end-to-end tests and the bench use it; `node scripts/serve.mjs [port] [/sub/path/]` serves dist/ by hand.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

export const DIST = resolve(fileURLToPath(new URL("../dist", import.meta.url)));

/** The file that a request's path names, or null: outside `base`, outside `root`, or not decodable. */
function fileOf(url, root, base) {
  let path;
  try {
    path = decodeURIComponent(new URL(url, "http://localhost").pathname);
  } catch {
    return null;
  }
  if (!path.startsWith(base)) return null;
  const rest = path.slice(base.length);
  const file = normalize(join(root, rest === "" || rest.endsWith("/") ? `${rest}index.html` : rest));
  return file.startsWith(root + sep) ? file : null;
}

/** Serves `root` below `base` ("/" or "/a/b/"); port 0 takes a free one. Resolves to { url, asked, close }; `asked` grows by the path of each request. */
export async function serve({ root = DIST, base = "/some/where/", port = 0 } = {}) {
  const asked = [];
  const server = createServer(async (request, response) => {
    asked.push(request.url);
    const file = fileOf(request.url, root, base);
    try {
      if (file === null) throw new Error("not below the base");
      const body = await readFile(file);
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
    }
  });
  await new Promise((done, failed) => server.once("error", failed).listen(port, "127.0.0.1", done));
  const close = () => new Promise((done) => { server.close(() => done()); server.closeAllConnections(); });
  return { url: `http://127.0.0.1:${server.address().port}${base}`, asked, close };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await serve({ port: Number(process.argv[2] ?? 8081), base: process.argv[3] ?? "/" });
  console.log(`serving dist/ on ${url}`);
}
