// Each of the four strategies, run to its end by a learner's own clicks.

import assert from "node:assert/strict";
import { pageTest, setUp, until } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

/** The sizes of the first scale-up of every new ReplicaSet, in the order they happened. */
async function firstBursts(page) {
  const seen = new Map();
  for (const text of await sandbox.events(page)) {
    const match = /Scaled up replica set (\S+) from 0 to (\d+)/.exec(text);
    if (match && !seen.has(match[1])) seen.set(match[1], Number(match[2]));
  }
  return [...seen.values()];
}

/** The newest ReplicaSets' first bursts whatever order the event list is sorted in, without the initial set. */
const bursts = async (page, initial) => (await firstBursts(page)).filter((size) => size !== initial);

pageTest("a rolling update ends with only the new version", {}, async (page) => {
  await sandbox.set(page, "Replicas", 4);
  await sandbox.play(page);
  await sandbox.untilStanding(page, 4);
  const [before] = await sandbox.replicaSets(page);
  await sandbox.step(page, "Roll out v2");
  const after = await sandbox.untilSets(page, "v2 has replaced v1", (sets) =>
    sets.some((set) => set.Name !== before.Name && set.Desired === 4 && set.Available === 4) &&
    sets.every((set) => set.Name !== before.Name || set.Current === 0));
  assert.equal(after.length, 2, "the old ReplicaSet is kept, empty, for a rollback");
  await until("all requests are answered by v2", async () => {
    const [v1, v2] = [await sandbox.share(page, "v1"), await sandbox.share(page, "v2")];
    return v2?.Actual === "100%" && (v1 === undefined || v1.Actual === "0%");
  });
});

pageTest("a roll back brings the old version again", {}, async (page) => {
  await sandbox.set(page, "Replicas", 3);
  await sandbox.play(page);
  await sandbox.untilStanding(page, 3);
  const [v1] = await sandbox.replicaSets(page);
  await sandbox.step(page, "Roll out v2");
  await sandbox.untilSets(page, "v1 is gone", (sets) => sets.some((set) => set.Name === v1.Name && set.Current === 0));
  await sandbox.untilOnlyNewest(page, 3);
  await sandbox.step(page, "Roll back");
  await sandbox.untilSets(page, "v1 is back", (sets) =>
    sets.every((set) => (set.Name === v1.Name ? set.Available === 3 : set.Current === 0)));
});

pageTest("maxSurge 3 makes the first burst larger than maxSurge 1", {}, async (page) => {
  await sandbox.set(page, "Replicas", 10);
  await sandbox.set(page, "maxSurge", 1);
  await sandbox.set(page, "maxUnavailable", 0);
  await sandbox.play(page);
  await sandbox.untilStanding(page, 10);
  await sandbox.step(page, "Roll out v2");
  await sandbox.untilSets(page, "v2 has begun", (sets) => sets.length === 2);
  await sandbox.untilOnlyNewest(page, 10);
  assert.deepEqual(await bursts(page, 10), [1]);
  await sandbox.set(page, "maxSurge", 3);
  await sandbox.step(page, "Roll out v3");
  await sandbox.untilSets(page, "v3 has begun", (sets) => sets.length === 3);
  await sandbox.untilOnlyNewest(page, 10);
  assert.deepEqual((await bursts(page, 10)).sort(), [1, 3]);
});

pageTest("Recreate refuses requests while no version runs", {}, async (page) => {
  await sandbox.strategy(page, "Recreate");
  await sandbox.set(page, "Replicas", 3);
  await sandbox.play(page);
  await sandbox.untilStanding(page, 3);
  const before = await sandbox.counted(page, "Refused");
  const answered = await sandbox.counted(page, "Answered");
  await sandbox.step(page, "Roll out v2");
  await sandbox.untilSets(page, "v2 has begun", (sets) => sets.length === 2);
  await sandbox.untilOnlyNewest(page, 3);
  assert.ok((await sandbox.counted(page, "Refused")) > before, "the outage shows as refused requests");
  await until("v2 answers", async () =>
    (await sandbox.counted(page, "Answered")) > answered && (await sandbox.share(page, "v2"))?.Endpoints === "3 of 3");
  await sandbox.pause(page);
  const [sent, ...ends] = await Promise.all(
    ["Sent", "Answered", "Errors", "Refused", "Other failures", "In flight"].map((word) => sandbox.counted(page, word)));
  assert.equal(sent, ends.reduce((sum, count) => sum + count), `every request ends in one way or is on its: ${ends}`);
});

pageTest("a canary takes 1 of 4 endpoints, grows step by step, and replaces the stable version", {}, async (page) => {
  await sandbox.strategy(page, "Canary");
  await sandbox.set(page, "Replicas", 3);
  await sandbox.goTo(page, 20);
  await sandbox.untilStanding(page, 3);
  await sandbox.step(page, "Create the canary: 1 pod of v2");
  await sandbox.goTo(page, 60);
  assert.equal((await sandbox.share(page, "v2")).Endpoints, "1 of 4");
  assert.equal((await sandbox.share(page, "v1")).Endpoints, "3 of 4");
  // Of 100 requests sent by chance a quarter, within three standard deviations; which, the run's seed decides.
  const percent = parseInt((await sandbox.share(page, "v2")).Actual, 10);
  assert.ok(percent >= 12 && percent <= 38, `${percent}% of the last requests went to the canary`);
  await sandbox.play(page);
  for (const size of [2, 3]) {
    await sandbox.step(page, `Scale the canary to ${size}`);
    await until(`${size} of it serve`, async () => (await sandbox.share(page, "v2"))?.Endpoints === `${size} of ${size + 3}`);
  }
  await sandbox.step(page, "Delete v1");
  await until("only v2 serves", async () => (await sandbox.share(page, "v2"))?.Endpoints === "3 of 3");
  await sandbox.untilSets(page, "v1's pods are gone", (sets) => sets.filter((set) => set.Current > 0).length === 1);
});

pageTest("a canary can be aborted", {}, async (page) => {
  await sandbox.strategy(page, "Canary");
  await sandbox.set(page, "Replicas", 3);
  await sandbox.play(page);
  await sandbox.untilStanding(page, 3);
  await sandbox.step(page, "Create the canary: 1 pod of v2");
  await until("the canary serves", async () => (await sandbox.share(page, "v2"))?.Endpoints === "1 of 4");
  await sandbox.step(page, "Abort the canary");
  await until("only v1 serves", async () => (await sandbox.share(page, "v1"))?.Endpoints === "3 of 3");
});

pageTest("blue/green moves all traffic at once, and back, and deletes blue", {}, async (page) => {
  await sandbox.strategy(page, "Blue/green");
  await sandbox.set(page, "Replicas", 3);
  await sandbox.play(page);
  await sandbox.untilStanding(page, 3);
  await sandbox.step(page, "Create green with v2");
  await sandbox.untilSets(page, "both colours stand", (sets) => sets.length === 2 && sets.every((set) => set.Available === 3));
  assert.equal((await sandbox.share(page, "v2"))?.Actual ?? "0%", "0%", "a green nobody selects gets no request");
  const all = (version) => async () =>
    (await sandbox.share(page, version))?.Endpoints === "3 of 3" && (await sandbox.share(page, version)).Actual === "100%";
  await sandbox.step(page, "Switch traffic to green");
  await until("green takes everything", all("v2"));
  await sandbox.step(page, "Switch back to blue");
  await until("blue takes everything again", all("v1"));
  await sandbox.step(page, "Switch traffic to green");
  await until("green takes everything again", all("v2"));
  await sandbox.step(page, "Delete blue");
  await sandbox.untilSets(page, "blue is gone", (sets) => sets.filter((set) => set.Current > 0).length === 1);
});
