// How smoothly the built page runs, at x1, through a rollout, for 20 s after the start: clusters of 50 to 5,000 pods.
// It prints figures and judges nothing: how fast a machine is is no property of the code.

import { launch } from "./chromium.mjs";
import { live } from "../tests/e2e/page.mjs";
import { button, field, speed, step } from "../tests/e2e/sandbox.mjs";
import { serve } from "./serve.mjs";

const SCENES = [{ pods: 50, rate: 50 }, { pods: 100, rate: 200 }, { pods: 1_000, rate: 200 }, { pods: 5_000, rate: 200 }];
const SECONDS = Number(process.argv[2] ?? 20);

/** Runs inside the page: collects long tasks and the time between frames until it is asked for them. */
function observe() {
  const frames = [];
  const longTasks = [];
  const observer = new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((entry) => entry.duration)));
  observer.observe({ type: "longtask" });
  let last = performance.now();
  const frame = (now) => {
    frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  window.podyardBench = () => {
    longTasks.push(...observer.takeRecords().map((entry) => entry.duration));
    return { frames: frames.slice(1), longTasks };
  };
}

const quantile = (values, share) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? NaN;

async function seconds(session, name) {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find((metric) => metric.name === name).value;
}

async function bench(page, session, { pods }) {
  await arrived(page); // A big cluster takes a while to come to rest.
  if ((await field(page, "Replicas").inputValue()) !== String(pods)) throw new Error("the page refused the set-up");
  await speed(page, "×1");
  await button(page, "Play").click();
  await step(page, "Roll out v2");
  await page.waitForTimeout(1_000); // "After start": the first second may compile and lay out.
  await page.evaluate(observe);
  const names = ["ScriptDuration", "LayoutDuration", "RecalcStyleDuration", "TaskDuration"];
  const before = await Promise.all(names.map((name) => seconds(session, name)));
  await page.waitForTimeout(SECONDS * 1_000);
  const after = await Promise.all(names.map((name) => seconds(session, name)));
  const { frames, longTasks } = await page.evaluate(() => window.podyardBench());
  const perFrame = names.map((name, index) => [name, ((after[index] - before[index]) * 1_000) / frames.length]);
  return { frames, longTasks, perFrame };
}

async function report(browser, url, scene) {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  await page.goto(`${url}#/sandbox?replicas=${scene.pods}&requests-per-second=${scene.rate}`);
  await live(page);
  const { frames, longTasks, perFrame } = await bench(page, session, scene);
  const ms = (value) => `${value.toFixed(1)} ms`;
  console.log(`${scene.pods} pods, ${scene.rate} requests/s, x1, ${SECONDS} s, headless Chromium without a GPU`);
  console.log(`long tasks (> 50 ms)    ${longTasks.length}${longTasks.length ? `, longest ${ms(Math.max(...longTasks))}` : ""}`);
  console.log(`frames                  ${frames.length}, ${(frames.length / SECONDS).toFixed(0)} a second`);
  console.log(`time between frames     median ${ms(quantile(frames, 0.5))}, p95 ${ms(quantile(frames, 0.95))}`);
  for (const [name, value] of perFrame) console.log(`${name.padEnd(24)}${ms(value)} a frame`);
  await page.close();
}

/** Waits until nothing is under way any more. */
async function arrived(page) {
  await page.waitForTimeout(50);
  await page.waitForFunction(() => document.querySelector("#journey, .plan-controls button + button") === null, null, { timeout: 300_000 });
}

/** What takes long, at 100 pods and 500 requests a second for 20 minutes: how long in all, and the longest task of it. */
async function longWays(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  const go = (text) => goTo(page, text);
  const way = async (name, begin) => {
    const from = Date.now();
    await begin();
    await arrived(page);
    const { longTasks } = await page.evaluate(() => window.podyardBench());
    const longest = longTasks.length === 0 ? "no task over 50 ms" : `longest task ${Math.max(...longTasks).toFixed(0)} ms`;
    console.log(`${name.padEnd(24)}${((Date.now() - from) / 1_000).toFixed(1)} s, ${longest}`);
  };
  const fresh = async (begin) => {
    await page.evaluate(observe);
    await begin();
  };
  await page.addInitScript(observe);
  await page.goto(`${url}#/sandbox?replicas=100&requests-per-second=500`);
  await step(page, "Roll out v2");
  await arrived(page);
  console.log("100 pods, 500 requests/s, 20 minutes");
  await way("go to the end", () => fresh(() => go("20:00")));
  await way("one event back", () => fresh(() => button(page, "Back").click()));
  await way("jump to the next change", () => fresh(async () => {
    await page.getByRole("heading", { level: 1 }).focus();
    await page.keyboard.press("n");
  }));
  await go("20:00");
  await page.getByRole("tab", { name: "Runs", exact: true }).click();
  const link = await page.getByRole("textbox", { name: "Link to this moment" }).inputValue();
  await way("compare", () => fresh(() => button(page, "Compare with the other three strategies").click()));
  await page.getByRole("link", { name: "Back to the sandbox" }).click();
  await way("plan", () => fresh(async () => {
    await page.getByRole("tab", { name: "Plan", exact: true }).click();
    await button(page, "Plan").click();
  }));
  // These load the page, so they include starting the program.
  await way("reload", () => page.reload());
  await page.evaluate(() => localStorage.clear());
  await page.goto("about:blank");
  await way("open a link", () => page.goto(link));
  await page.close();
}

/** Runs inside the page, before anything of its own: keeps the program's memory where it can be weighed. */
function weigh() {
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const make = WebAssembly[name];
    WebAssembly[name] = async (...args) => {
      const made = await make.apply(WebAssembly, args);
      window.podyardMemory ??= (made.instance ?? made).exports.memory;
      return made;
    };
  }
}

const wasmMegabytes = async (page) => (await page.evaluate(() => window.podyardMemory.buffer.byteLength)) / 1e6;

async function goTo(page, text) {
  await page.getByRole("textbox", { name: "Go to" }).fill(text);
  await page.keyboard.press("Enter");
  await arrived(page);
}

/** What the history of a big cluster weighs: the program's whole memory, frames of the past included. */
async function bigHistory(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await page.addInitScript(weigh);
  await page.goto(`${url}#/sandbox?replicas=5000`);
  await button(page, "Roll out v2").waitFor();
  await arrived(page);
  const empty = await wasmMegabytes(page);
  await step(page, "Roll out v2");
  await goTo(page, "20:00");
  console.log(`5,000 pods, a rollout and 20 minutes: ${(await wasmMegabytes(page)).toFixed(0)} MB of wasm, ${empty.toFixed(0)} MB before; the goal for the history is 100`);
  await page.close();
}

/** An hour of 100 pods and 100 requests a second, gone through ten times: does the page need more and more? */
async function loops(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await page.addInitScript(weigh);
  const session = await page.context().newCDPSession(page);
  await page.goto(`${url}#/sandbox?replicas=100&requests-per-second=100`);
  await step(page, "Roll out v2");
  const sizes = [];
  for (let loop = 0; loop < 10; loop += 1) {
    for (const minute of [0, 10, 20, 30, 40, 50, 60]) await goTo(page, `${minute}:00`);
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    sizes.push(`${(usedSize / 1e6).toFixed(1)}+${(await wasmMegabytes(page)).toFixed(1)}`);
  }
  console.log(`ten loops of an hour, 100 pods, 100 requests/s: MB of JavaScript + wasm after each: ${sizes.join(" ")}`);
  await page.close();
}

const site = await serve();
const browser = await launch();
try {
  for (const scene of SCENES) await report(browser, site.url, scene);
  await longWays(browser, site.url);
  await bigHistory(browser, site.url);
  await loops(browser, site.url);
} finally {
  await browser.close();
  await site.close();
}
