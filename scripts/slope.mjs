// How the cost of a rolling update grows with its size, from what criterion measured: 1.00 is in proportion.

import { readFileSync } from "node:fs";

const median = (replicas) => {
  const file = `target/criterion/rolling update/${replicas}/new/estimates.json`;
  return JSON.parse(readFileSync(file, "utf8")).median.point_estimate;
};
const slope = Math.log10(median(10_000) / median(100)) / 2;
console.log(`log-log slope of a rolling update from 100 to 10,000 replicas: ${slope.toFixed(2)}`);
