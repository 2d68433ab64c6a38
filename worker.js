// The service worker of a release build: after one visit Podyard works without a network, at any sub-path.
//
// The build writes in which files there are, and a version that changes with any of them. A version is kept whole or not
// at all, and never mixed with another: the page of one version only ever sees that version's files. A new one waits
// until somebody takes it (boot.js asks), so no running session is changed under anybody's hands.
"use strict";

const VERSION = "__VERSION__";
const FILES = __FILES__; // Relative to the scope; "" is the page itself.
const SCOPE = self.registration.scope;
const MINE = `podyard ${SCOPE} `; // Several Podyards may live on one host: each at its own path.
const CACHE = MINE + VERSION;
const PAGE = new URL("", SCOPE).href;

const NAMED = __NAMED__; // Those whose name carries their hash.
/** A file whose name carries its hash is what it is: the browser's own copy of the visit just made will do, and is not loaded twice. */
const cacheOf = (file) => (NAMED.includes(file) ? "force-cache" : "no-cache");

async function fill() {
  const cache = await caches.open(CACHE);
  await Promise.all(FILES.map(async (file) => {
    const url = new URL(file, SCOPE);
    const answer = await fetch(url, { cache: cacheOf(file) });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    await cache.put(url, answer);
  }));
}

async function dropOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(MINE) && name !== CACHE).map((name) => caches.delete(name)));
}

/** The file of this version, else what the network has: what is not kept is fetched when it is asked for. */
async function answer(request) {
  const url = new URL(request.url);
  const page = request.mode === "navigate" && [PAGE, `${PAGE}index.html`].includes(url.origin + url.pathname);
  const cache = await caches.open(CACHE);
  return (await cache.match(page ? PAGE : request, { ignoreVary: true })) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(dropOthers()));
self.addEventListener("message", (event) => {
  if (event.data === "take") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && event.request.url.startsWith(SCOPE)) event.respondWith(answer(event.request));
});
