// What a newcomer does: clones the commit into an empty folder, runs the README's first command there, and looks at the
// page. Caches of the machine (tools, crates, npm, compiled dependencies) are used; nothing of the working tree is.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "./chromium.mjs";

const ROOT = new URL("..", import.meta.url).pathname;
const PATIENCE = 15 * 60_000; // Without any cache the tools and every dependency are compiled first.

const git = (...args) => execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();

/** A port that nobody listens on. */
const freePort = () =>
  new Promise((done, failed) => {
    const server = createServer().once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

/** The first command that a README tells to run. */
function firstCommand(readme) {
  const block = /```sh\n([\s\S]*?)```/.exec(readme);
  const command = block?.[1].split("\n")[0].replace(/\s+#.*$/, "").trim();
  if (!command) throw new Error("the README's first ```sh block has no command");
  return command;
}

/** Runs `command` in `folder` until `use` has ended, then ends it with all that it started. */
async function running(command, folder, env, use) {
  const child = spawn("bash", ["-c", command], { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"], detached: true });
  let [said, over] = ["", false];
  child.stdout.on("data", (data) => {
    said += data;
    process.stdout.write(data);
  });
  // Who still waits for words once it has ended would keep this program alive as long as there is patience.
  const words = () => {
    if (over) throw new Error(`\`${command}\` has ended`);
    return said;
  };
  const ended = new Promise((_, failed) =>
    child.once("exit", (code) => failed(new Error(`\`${command}\` ended with ${code} before the page was there`))));
  ended.catch(() => {}); // Once the page is there it is ended on purpose.
  const used = use(words);
  used.catch(() => {}); // The race has it.
  try {
    await Promise.race([used, ended]);
  } finally {
    over = true;
    try {
      process.kill(-child.pid, "SIGTERM");
    } catch {
      // It had ended by itself.
    }
  }
}

async function until(what, probe) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await new Promise((done) => setTimeout(done, 250))) {
    if (await probe()) return;
  }
  throw new Error(`waited in vain until ${what}`);
}

/** Opens the page as somebody new does, presses its one button, and waits until v2 is live. */
async function look(url) {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const faults = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    await page.goto(url);
    await page.getByRole("button", { name: "Roll out v2", exact: true }).click();
    await page.getByRole("group", { name: "v2 is live" }).waitFor({ timeout: PATIENCE });
    if (faults.length > 0) throw new Error(`the page said: ${faults.join("; ")}`);
  } finally {
    await browser.close();
  }
}

const WATCHED = /^watch = .*$/m;

/** The stage notices the fault that it was made for: Trunk ends where it is to ignore a folder that a fresh clone lacks. */
async function noticesAMissingFolder(clone, serve) {
  const file = join(clone, "Trunk.toml");
  const sound = readFileSync(file, "utf8");
  if (!WATCHED.test(sound)) throw new Error("Trunk.toml does not say what is watched");
  writeFileSync(file, sound.replace(WATCHED, 'ignore = ["dist"]'));
  console.log("with a Trunk.toml that ignores dist, which is to fail:");
  const failed = await serve().then(() => false, (error) => /ended with [1-9]/.test(error.message));
  if (!failed) throw new Error("the stage does not notice that Trunk.toml names a folder which a fresh clone lacks");
  writeFileSync(file, sound);
}

const folder = mkdtempSync(join(tmpdir(), "podyard-fresh-"));
try {
  if (git("status", "--porcelain")) console.log("there are uncommitted changes: this stage sees the last commit only");
  const clone = join(folder, "podyard");
  git("clone", "--quiet", "--no-hardlinks", ROOT, clone);
  const command = firstCommand(readFileSync(join(clone, "README.md"), "utf8"));
  const port = await freePort();
  const tools = process.env.PODYARD_TOOLS ?? join(homedir(), ".cache/podyard");
  const env = { ...process.env, PODYARD_PORT: String(port), CARGO_TARGET_DIR: join(tools, "fresh-clone") };
  console.log(`in a fresh clone of ${git("rev-parse", "--short", "HEAD")}: ${command}`);
  const serve = (use = async () => {}) =>
    running(command, clone, env, async (said) => {
      await until("it says where to look", () => said().includes(`http://127.0.0.1:${port} `));
      await use();
    });
  await noticesAMissingFolder(clone, serve);
  await serve(() => look(`http://127.0.0.1:${port}/`));
  console.log("the page is there, and v2 is live at a press");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
