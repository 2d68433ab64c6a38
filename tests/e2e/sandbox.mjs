// The sandbox as a person meets it: by role and accessible name, nothing else.

import { until } from "./page.mjs";

const region = (page, name) => page.getByRole("region", { name, exact: true });

export const setup = (page) => region(page, "Setup");
export const steps = (page) => region(page, "Steps");
export const traffic = (page) => region(page, "Traffic");
export const field = (page, name) => setup(page).getByRole("textbox", { name, exact: true });
export const button = (page, name) => page.getByRole("button", { name, exact: true });

/** Types a value into a field of the set-up and commits it as Enter does. */
export async function set(page, name, value) {
  await field(page, name).fill(String(value));
  await field(page, name).press("Enter");
}

export const strategy = (page, name) => setup(page).getByRole("radio", { name, exact: true }).check();
export async function speed(page, label) {
  await more(page);
  await page.getByRole("combobox", { name: "Speed" }).selectOption({ label });
  await less(page);
}

/** Shows what a phone's player keeps for later. */
export async function more(page) {
  const button = page.getByRole("button", { name: "More", exact: true });
  if ((await button.isVisible()) && (await button.getAttribute("aria-expanded")) !== "true") await button.click();
}

/** And puts it away again. */
async function less(page) {
  const button = page.getByRole("button", { name: "More", exact: true });
  if ((await button.isVisible()) && (await button.getAttribute("aria-expanded")) === "true") await button.click();
}

/** Starts time unless it runs already, as fast as it goes: to wait for what comes, not for what passes. */
export async function play(page, rate = "×64") {
  await speed(page, rate);
  if (await button(page, "Play").isVisible()) await button(page, "Play").click();
}

export async function pause(page) {
  if (await button(page, "Pause").isVisible()) await button(page, "Pause").click();
}

/** The virtual time shown, in seconds. */
export async function clock(page) {
  const [minutes, seconds] = (await page.getByRole("timer", { name: "Virtual time" }).innerText()).split(":");
  return Number(minutes) * 60 + Number(seconds);
}

/** Goes to an instant in seconds, ahead or back, where time stands: what passes quickly is met there, on any machine. */
export async function goTo(page, seconds) {
  await more(page);
  const box = page.getByRole("textbox", { name: "Go to" });
  await box.fill(String(seconds));
  await box.press("Enter");
  await until(`time stands at ${seconds} s`, async () =>
    (await clock(page)) === seconds && (await button(page, "Play").isVisible()));
  await less(page);
}

/** Lets so many whole seconds pass, and stands then. */
export async function pass(page, seconds) {
  await pause(page);
  await goTo(page, Math.ceil(await clock(page)) + seconds);
}

// The page takes a press that follows another within half a second for the same one.
const APART = 600;
const pressed = new WeakMap();

/** Presses a step's button, once it can be pressed, at a person's pace. `name` may be a pattern. */
export async function step(page, name) {
  const wait = (pressed.get(page) ?? 0) + APART - Date.now();
  if (wait > 0) await page.waitForTimeout(wait);
  const button = steps(page).getByRole("button", { name, exact: typeof name === "string" });
  await button.click();
  pressed.set(page, Date.now());
  // What deletes is asked for twice.
  const really = steps(page).getByRole("button", { name: /^Really: / });
  if (["Delete v1", "Delete blue"].includes(name)) {
    await page.waitForTimeout(APART);
    await really.click();
    pressed.set(page, Date.now());
  }
}

/** Presses the button of the theme until it says this one. */
export async function theme(page, name) {
  const button = page.getByRole("button", { name: /^Theme: / });
  for (let turn = 0; turn < 3 && (await button.innerText()).trim() !== `Theme: ${name}`; turn += 1) await button.click();
  await page.getByRole("button", { name: `Theme: ${name}`, exact: true }).waitFor();
}

export const showTab = (page, name) => page.getByRole("tab", { name, exact: true }).click();

/** Compares with the other three strategies, from the Runs tab; stays on the page of the comparison. */
export async function compare(page) {
  await showTab(page, "Runs");
  await page.getByRole("button", { name: "Compare with the other three strategies" }).click();
  await page.getByRole("slider", { name: "Time", exact: true }).waitFor();
}

/** Rows of a table as objects keyed by its column headings. A table not on the page has no rows. */
export async function rows(page, name) {
  const table = page.getByRole("table", { name, exact: true });
  if ((await table.count()) === 0) return [];
  return table.evaluate((element) => {
    const cells = (row) => [...row.cells].map((cell) => cell.textContent.trim());
    const [head, ...body] = [...element.rows].map(cells);
    return body.map((row) => Object.fromEntries(head.map((key, index) => [key, row[index]])));
  });
}

/** The ReplicaSets of the "Tables" tab, numbers as numbers. */
export async function replicaSets(page) {
  const numbers = ["Desired", "Current", "Ready", "Available"];
  return (await rows(page, "ReplicaSets")).map((row) => ({
    ...row,
    ...Object.fromEntries(numbers.map((key) => [key, Number(row[key])])),
  }));
}

/** The same, whichever tab is open. */
export async function replicaSetsOf(page) {
  await showTab(page, "Tables");
  return replicaSets(page);
}

/** Waits until `test` holds for the ReplicaSets. */
export async function untilSets(page, what, test) {
  await showTab(page, "Tables");
  return until(what, async () => {
    const sets = await replicaSets(page);
    return sets.length > 0 && test(sets) ? sets : null;
  });
}

const full = (set, size) => set.Desired === size && set.Available === size;

/** Waits until exactly one ReplicaSet has `size` available pods and every other has none. */
export const untilOnlyNewest = (page, size) =>
  untilSets(page, `one ReplicaSet of ${size} is left`, (sets) =>
    sets.filter((set) => full(set, size)).length === 1 && sets.filter((set) => set.Current === 0).length === sets.length - 1);

/** Waits until the first cluster stands: `size` pods of v1 are available. */
export const untilStanding = (page, size) =>
  untilSets(page, `${size} pods of v1 are available`, (sets) => sets.length === 1 && full(sets[0], size));

/** A count such as "Refused 12" from the traffic panel's list. */
export async function counted(page, word) {
  const pattern = new RegExp(`^\\s*${word}:?\\s+([\\d,]+)`);
  for (const text of await traffic(page).getByRole("listitem").allTextContents()) {
    const match = pattern.exec(text);
    if (match) return Number(match[1].replaceAll(",", ""));
  }
  throw new Error(`the traffic panel has no list item "${word} N"`);
}

/** The row of a version in "Last 100 requests", or undefined. */
export const share = async (page, version) =>
  (await rows(page, "Last 100 requests")).find((row) => row.Version.includes(version));

/** Texts of all events, oldest first, whichever way the page sorts them. */
export async function events(page) {
  await showTab(page, "Events");
  const panel = page.getByRole("tabpanel", { name: "Events" });
  return (await panel.getByRole("listitem").allInnerTexts()).map((text) => text.replace(/\s+/g, " "));
}
