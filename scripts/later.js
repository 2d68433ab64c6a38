// Appended to the first program's glue. The part of the program that a first visit does not run lies in a file of its
// own, `…_later.wasm`. It is fetched at the first thing a person does; if it is needed before it has come, the program
// waits for it, for a call into it has to return like any other.

/* global wasm */
const laterUrl = import.meta.url.replace(/\.js$/, "_later.wasm");
const SIGNS = ["pointerdown", "pointermove", "keydown", "touchstart", "wheel", "focusin", "click"];
const given = globalThis.podyardFiles?.later; // In a page of one file: see one_file.mjs.
let later = null;

function join(module) {
  for (const link of document.querySelectorAll("link[data-later]")) link.rel = "stylesheet"; // It draws what they dress.
  later ??= new WebAssembly.Instance(module, { primary: wasm });
}

async function fetchAhead() {
  for (const sign of SIGNS) removeEventListener(sign, fetchAhead, true);
  if (given) return fetchNow();
  try {
    const answer = await fetch(laterUrl);
    if (answer.ok && !later) join(await WebAssembly.compile(await answer.arrayBuffer()));
  } catch {
    // Not a disaster yet: whoever needs it asks again.
  }
}
for (const sign of SIGNS) addEventListener(sign, fetchAhead, { capture: true, passive: true });

function fetchNow() {
  if (later) return;
  if (given) return join(new WebAssembly.Module(given));
  const request = new XMLHttpRequest();
  request.open("GET", laterUrl, false);
  request.overrideMimeType("text/plain; charset=x-user-defined"); // A synchronous request may not ask for bytes.
  try {
    request.send();
  } catch (cause) {
    throw new WebAssembly.RuntimeError(`could not load ${laterUrl}: ${cause.message}`);
  }
  if (request.status !== 200) throw new WebAssembly.RuntimeError(`could not load ${laterUrl}: status ${request.status}`);
  join(new WebAssembly.Module(Uint8Array.from(request.responseText, (sign) => sign.charCodeAt(0) & 255)));
}

/** What the first part calls until the later one has taken its places in the table. */
function placeholders() {
  const call = (place) => (...values) => {
    fetchNow();
    return wasm["%table"].get(place)(...values);
  };
  return new Proxy({}, { get: (_, place) => call(Number(place)) });
}
