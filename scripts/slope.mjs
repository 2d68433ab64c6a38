// How the costs of a rollout grow with its size, and how much more they are in Chromium than natively. Reads what criterion
// measured, and the file in which the browser's figures were written down: `node scripts/slope.mjs FILE`. 1.00 is a cost in
// proportion to the size, and the speed of native code.

import { existsSync, readFileSync } from "node:fs";

const GROUPS = {
  "rolling update": [100, 1_000, 5_000, 10_000],
  "settled start of the sandbox": [100, 1_000, 10_000],
  "rollout in the sandbox": [100, 500, 1_000, 5_000, 10_000],
};

const log = process.argv[2];
const browser = log && existsSync(log) ? readFileSync(log, "utf8") : "";

/** Medians in ms; NaN where nothing was measured. */
const native = (group, pods) => {
  const file = `target/criterion/${group}/${pods}/new/estimates.json`;
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).median.point_estimate / 1e6 : NaN;
};
const chromium = (group, pods) => Number(new RegExp(`${group} of ${pods}: ([0-9.]+) ms`).exec(browser)?.[1] ?? NaN);

const shown = (number) => (Number.isNaN(number) ? "-" : number.toFixed(2)).padStart(10);
const row = (title, numbers) => console.log(title.padEnd(40) + numbers.map(shown).join(""));

console.log(" ".repeat(40) + ["native ms", "Chromium", "ratio"].map((title) => title.padStart(10)).join(""));
for (const [group, sizes] of Object.entries(GROUPS)) {
  const times = sizes.map((pods) => [native(group, pods), chromium(group, pods)]);
  sizes.forEach((pods, index) => row(`${group}, ${pods} pods`, [...times[index], times[index][1] / times[index][0]]));
  const slope = (which) => Math.log10(times.at(-1)[which] / times[0][which]) / Math.log10(sizes.at(-1) / sizes[0]);
  row(`${group}, log-log slope`, [slope(0), slope(1)]);
}
