// Runs before the first paint and before the program: the theme, the second program when one of its pages is asked
// for, and a way out when a program cannot start.
"use strict";
(function boot() {
  // Without this the page would flash in the system's theme before the program applies the chosen one.
  try {
    const theme = localStorage.getItem("podyard.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be forbidden, as in a sandboxed frame; the system's theme then stands.
  }

  const byId = (id) => document.getElementById(id);
  const whenParsed = (run) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", run, { once: true });
    else run();
  };

  let started = false;
  const onError = (event) => {
    // Once it runs, only a trap ends the program: a panic is one. Anything else may come from an extension.
    const error = event.error || event.reason;
    if (started && !(error instanceof WebAssembly.RuntimeError)) return;
    const source = event.target && event.target !== window && (event.target.src || event.target.href);
    if (event.target && event.target !== window && event.target.tagName !== "SCRIPT") return;
    const cause = source ? `could not load ${source}` : error || event.message;
    const what = started ? "stopped" : "could not start";
    const stack = (started && error.stack) || "";
    whenParsed(() => {
      showRecovery(`Podyard ${what}: ${cause}\nAddress: ${location.hash}\nBrowser: ${navigator.userAgent}\n${stack}`);
      byId("app").hidden = byId("reading").hidden = started;
    });
  };
  window.addEventListener("error", onError, true); // Capturing: a script that fails to load does not bubble.
  window.addEventListener("unhandledrejection", onError);
  window.addEventListener("TrunkApplicationStarted", () => (started = true), { once: true });

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

  // The pages one reads are a program of their own, so that a first visit to the sandbox need not wait for them.
  let asked = false;
  async function showPage() {
    const wanted = /^#\/(quiz|about)\b/.test(location.hash);
    const place = byId("reading");
    place.hidden = !wanted;
    if (!wanted || asked) return;
    for (const link of document.querySelectorAll("link[data-later]")) link.rel = "stylesheet";
    asked = byId("reading-again").hidden = true;
    const at = new URL(place.dataset.program, document.baseURI).href;
    const given = globalThis.podyardFiles?.reading; // In a page of one file: see scripts/one_file.mjs.
    try {
      if (given) return await given();
      const program = await import(`${at}.js`);
      await program.default({ module_or_path: `${at}_bg.wasm` });
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) throw error; // It was loaded, and stopped.
      asked = byId("reading-again").hidden = false;
      place.querySelector("[role=status]").textContent = `This page could not be loaded: ${error}`;
    }
  }
  window.addEventListener("hashchange", showPage);

  whenParsed(() => {
    showPage();
    byId("reading-again").addEventListener("click", showPage);
    byId("recovery-copy").addEventListener("click", copyReport);
    byId("recovery-restart").addEventListener("click", () => {
      // The drill panics on purpose; a reload of it would only panic again.
      if (location.hash.startsWith("#/drill")) history.replaceState(null, "", "#/sandbox");
      location.reload();
    });
  });
})();
