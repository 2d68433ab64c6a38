// Runs before the first paint and before the program: the theme, which first frame is shown, what is pressed before the
// program is there, the service worker, and a way out when the program cannot start or stops.
"use strict";
(function boot() {
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const whenParsed = (run) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", run, { once: true });
    else run();
  };
  let started = false;

  // ---- the first frame -------------------------------------------------------------------------------------------

  const remembered = (read) => {
    try {
      return read(localStorage);
    } catch {
      return null; // Storage may be forbidden, as in a sandboxed frame.
    }
  };
  // Without this the page would flash in the system's theme before the program applies the chosen one.
  const theme = remembered((storage) => storage.getItem("podyard.theme"));
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  // The first frame was rendered for the bare address. Where a link or a stored run will change it, it says so.
  function opening(page) {
    if (page === "quiz") return "Opening the quiz…"; // The order of its options and the answers are each learner's own.
    if (page === "about" || /^#\/learn\b/.test(location.hash)) return "";
    if (page === "learn") return "Opening the exercise…"; // The list of them is its first frame.
    if (/^#\/compare\b/.test(location.hash)) return "Opening the comparison…"; // Another page than the first frame's.
    if (location.hash.includes("?")) return "Opening the run of this address…";
    if (byId("recorded")?.textContent) return "Opening the recorded run…";
    return hasRuns() ? "Bringing back your runs…" : "";
  }
  const hasRuns = () => remembered((storage) => Object.keys(storage).some((key) => key.startsWith("podyard.run")));
  // The bare address welcomes who is new.
  function pageOf(hash) {
    const named = /^#\/(quiz|learn|lesson|exercise|grade|about)\b/.exec(hash)?.[1];
    if (named) return /lesson|exercise|grade/.test(named) ? "learn" : named;
    return /^#?\/?$/.test(hash) && !hasRuns() && !byId("recorded")?.textContent ? "welcome" : "sandbox";
  }
  function frame() {
    if (started) return;
    root.dataset.page = pageOf(location.hash);
    const words = opening(root.dataset.page);
    root.toggleAttribute("data-opening", words !== "");
    if (document.readyState === "loading") return;
    byId("opening").textContent = words;
    for (const main of document.querySelectorAll(".first main")) main.inert = words !== "";
  }
  frame(); // Before the first paint, and again once all of the page is there.
  whenParsed(frame);
  addEventListener("hashchange", frame);

  // ---- what is done before the program is there ------------------------------------------------------------------

  const CONTROLS = "a, button, input, select, textarea, summary, [tabindex]";
  const shown = () => [...document.querySelectorAll(`#app ${CONTROLS}`)].filter((one) => one.getClientRects().length > 0);
  // In the first frames an id begins with the frame's name, since all of them stand in one document.
  const place = (control) => ({
    at: shown().indexOf(control), tag: control.tagName, id: control.id.replace(/^(wide|narrow|welcome|pocket|quiz|about)-/, ""), text: control.textContent,
  });
  /** The control of the live page that is the same as one in the first frame: of several the one nearest to its place. */
  const live = ({ at, tag, id, text }) => {
    const all = shown().map((control, place) => ({ control, off: Math.abs(place - at) }));
    const same = all.filter(({ control }) => control.tagName === tag && control.id === id && control.textContent === text);
    return same.sort((a, b) => a.off - b.off)[0]?.control ?? null;
  };
  const waiting = [];
  let focused = null;
  function early(event) {
    const control = !started && event.isTrusted && event.target.closest?.(`.first :is(${CONTROLS})`);
    if (!control) return;
    if (event.type === "focusin") focused = place(control);
    else if (event.type === "change") waiting.push({ ...place(control), value: control.value, checked: control.checked });
    else if (control.tagName === "BUTTON") {
      waiting.push(place(control));
      control.setAttribute("aria-busy", "true");
    }
  }
  for (const kind of ["focusin", "change", "click"]) addEventListener(kind, early, true);

  const painted = () => new Promise((done) => setTimeout(done));
  /** Does again, in order, what was done to the first frame. */
  async function catchUp() {
    const control = focused && live(focused);
    if (control && document.activeElement === document.body) control.focus({ preventScroll: true });
    for (const done of waiting.splice(0)) {
      const control = live(done);
      if (!control) continue;
      if (!("value" in done)) control.click();
      else if (control.type === "radio" || control.type === "checkbox") {
        if (control.checked !== done.checked) control.click();
      } else {
        control.value = done.value;
        control.dispatchEvent(new Event("input", { bubbles: true }));
        control.dispatchEvent(new Event("change", { bubbles: true }));
      }
      await painted(); // The program draws between two of them, as it does for a person.
    }
  }

  // ---- when it cannot start, or stops ----------------------------------------------------------------------------

  let panic = "";
  window.addEventListener("podyard-panic", (event) => (panic = event.detail));
  const ISOLATED = "This page is in a frame that the browser isolates (sandbox without allow-same-origin). From there it loads " +
    "no program from a plain web server. Whoever made the frame can add allow-same-origin; or open the page by itself: ";
  function onError(event) {
    // Once it runs, only a trap ends the program: a panic is one. Anything else may come from an extension.
    const error = event.error || event.reason;
    // The browser's notice that an observer is told of the rest in the next frame: nothing has failed.
    if (/^ResizeObserver loop/.test(event.message)) return;
    if (started && !(error instanceof WebAssembly.RuntimeError)) return;
    const of = event.target !== window && event.target;
    if (of && of.tagName !== "SCRIPT" && !/preload/.test(of.rel)) return;
    const source = of && (of.src || of.href);
    const cause = panic || (source ? `could not load ${source}` : error || event.message);
    const what = started || panic ? "stopped" : "could not start";
    const stack = (error && error.stack) || "";
    whenParsed(() => {
      if (!started && window.origin === "null") byId("recovery-what").textContent = ISOLATED + location.href.split("#")[0];
      showRecovery(`Podyard ${what}: ${cause}\nAddress: ${location.hash}\nBrowser: ${navigator.userAgent}\n${stack}`);
      byId("app").hidden = started;
    });
  }
  window.addEventListener("error", onError, true); // Capturing: a script that fails to load does not bubble.
  window.addEventListener("unhandledrejection", onError);

  function showRecovery(report) {
    const panel = byId("recovery");
    if (!panel.hidden) return; // The first cause is the one worth reading.
    byId("recovery-report").textContent = report;
    panel.hidden = false;
    byId("recovery-restart").focus();
  }

  async function copyReport() {
    const button = byId("recovery-copy");
    try {
      await navigator.clipboard.writeText(byId("recovery-report").textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(byId("recovery-report")); // So that a key press can still copy it.
      button.textContent = "Selected: copy it with the keyboard";
    }
  }

  // ---- the service worker: offline, and new versions -------------------------------------------------------------

  const HOUR = 3_600_000;
  async function keepOffline() {
    const file = root.dataset.worker; // Only a release build has one.
    if (!file) return;
    // Trusted Types: this one address may be run as a worker, nothing else.
    const only = (url) => {
      if (url !== file) throw new TypeError(`${url} is not the service worker`);
      return url;
    };
    const policy = window.trustedTypes?.createPolicy("podyard-worker", { createScriptURL: only });
    const found = await navigator.serviceWorker.register(policy ? policy.createScriptURL(file) : file);
    const announce = () => {
      if (found.waiting && navigator.serviceWorker.controller) byId("update").hidden = false;
    };
    found.addEventListener("updatefound", () => found.installing?.addEventListener("statechange", announce));
    announce();
    byId("update-take").addEventListener("click", () => {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
      found.waiting?.postMessage("take");
    });
    byId("update-later").addEventListener("click", () => (byId("update").hidden = true));
    let asked = Date.now();
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "visible" || Date.now() - asked < HOUR) return;
      asked = Date.now();
      found.update().catch(() => {}); // Without a network there is nothing new.
    });
  }

  addEventListener("podyard-drawn", () => {
    started = true;
    root.removeAttribute("data-opening");
    byId("opening").textContent = "";
    catchUp();
    // A frame or a browser that forbids workers, or a disk that is full, loses nothing else.
    keepOffline().catch(() => (root.dataset.offline = "no"));
  }, { once: true });

  whenParsed(() => {
    byId("recovery-copy").addEventListener("click", copyReport);
    byId("recovery-restart").addEventListener("click", () => {
      // The drill panics on purpose; a reload of it would only panic again.
      if (location.hash.startsWith("#/drill")) history.replaceState(null, "", "#/sandbox");
      location.reload();
    });
  });
})();
