// Who gets which version and why: routes, headers, weights, single requests, migrations, a judge, a plan.

import assert from "node:assert/strict";
import { pageTest, setUp, until } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

const group = (page, name) => sandbox.setup(page).getByText(name, { exact: true }).click();
const choose = (page, list, label) => sandbox.setup(page).getByRole("combobox", { name: list, exact: true }).selectOption({ label });
const panel = (page, name) => page.getByRole("tabpanel", { name });

/** A canary behind a gateway, at rest, with time running. */
async function routed(page, { split, header, steps, rate = 50 }) {
  await sandbox.strategy(page, "Canary");
  await group(page, "Traffic routing and controller");
  await choose(page, "Traffic routing", "HTTPRoute");
  if (split) await choose(page, "Weighted split", split);
  if (header) await sandbox.set(page, "Header rule", header);
  if (steps) await sandbox.set(page, "Steps", steps);
  await sandbox.set(page, "Requests per second", rate);
  await sandbox.play(page);
  await sandbox.untilStanding(page, 4);
}

/** The canary's pod answers at the gateway's request. */
const untilReady = (page) =>
  sandbox.untilSets(page, "the canary's pod is available", (sets) => sets.length === 2 && sets.every((set) => set.Available === set.Desired));

pageTest("jason is always on the new version while everybody else is split 95 to 5", {}, async (page) => {
  await routed(page, { split: "Exact", header: "end-user=jason", steps: "5, pause" });
  await sandbox.step(page, "Create the canary: 1 pod of v2");
  await untilReady(page);
  await sandbox.step(page, "Send end-user: jason to v2");
  await sandbox.step(page, "Set weight 5");
  await until("5 % are asked of v2", async () => (await sandbox.share(page, "v2"))?.Target === "5%");
  await sandbox.pass(page, 12); // Requests from before are gone from the list.
  await sandbox.showTab(page, "Requests");
  await panel(page, "Requests").getByRole("combobox", { name: "Requests of" }).selectOption({ label: "jason" });
  const list = await sandbox.rows(page, "Last requests, newest first");
  assert.ok(list.length > 0, "jason sent something");
  const since = list.slice(0, 5);
  assert.deepEqual(since.map((row) => [row.User, row.Version]), since.map(() => ["jason", "v2"]));
  await panel(page, "Requests").getByRole("button", { name: list[0].Request, exact: true }).click();
  const card = page.getByRole("region", { name: `Request ${list[0].Request.slice(1)}` });
  const verdicts = await card.getByRole("list", { name: "Rules in the order tried" }).getByRole("listitem").allInnerTexts();
  assert.match(verdicts[0], /header end-user: jason takes it: matches/);
  assert.match(verdicts[1], /does not: also matches, but another wins: it names more header fields/);
});

pageTest("a request of one's own is answered by every rule, and nothing is sent", {}, async (page) => {
  await routed(page, { split: "Exact", steps: "5, pause" });
  await sandbox.showTab(page, "Requests");
  const tab = panel(page, "Requests");
  await tab.getByText("A request of your own", { exact: true }).click();
  await tab.getByRole("textbox", { name: "Path and query" }).fill("/cart?id=7");
  await tab.getByRole("status").getByText("to Service web-stable").waitFor();
  const verdicts = tab.getByRole("list", { name: "Rules in the order tried" }).getByRole("listitem");
  assert.match(await verdicts.first().innerText(), /takes it/);
  await tab.getByRole("textbox", { name: "Header fields, one on each line" }).fill("end-user jason");
  await tab.getByRole("alert").getByText('line 1, "end-user jason", is no header field').waitFor();
  await tab.getByRole("textbox", { name: "Header fields, one on each line" }).fill("end-user: jason");
  await tab.getByRole("status").getByText("to Service web-stable").waitFor();
});

pageTest("what of a route has no effect or does not count is said beside it", {}, async (page) => {
  await routed(page, {});
  await sandbox.showTab(page, "Routes");
  const tab = panel(page, "Routes");
  await tab.getByRole("textbox", { name: "Your own manifests" }).fill(`apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: own}
spec: {parentRefs: [{name: gateway}], rules: [{sessionPersistence: {sessionName: a}, backendRefs: [{name: web-stable, port: 80}]}]}`);
  await tab.getByRole("button", { name: "Apply", exact: true }).click();
  await tab.getByText("spec.rules[0].sessionPersistence: not simulated: each request is drawn anew").waitFor();
});

pageTest("an exact split gives exactly 5 of every 100 requests to the canary", {}, async (page) => {
  await routed(page, { split: "Exact", steps: "5, pause", rate: 100 });
  await sandbox.step(page, "Create the canary: 1 pod of v2");
  await untilReady(page);
  await sandbox.step(page, "Set weight 5");
  await until("5 % are asked of v2", async () => (await sandbox.share(page, "v2"))?.Target === "5%");
  await sandbox.pass(page, 8); // At 100 a second: 800 requests.
  const [v1, v2] = [await sandbox.share(page, "v1"), await sandbox.share(page, "v2")];
  assert.deepEqual([v1.Expected, v1.Actual, v2.Expected, v2.Actual], ["95%", "95%", "5%", "5%"]);
  await sandbox.traffic(page).getByText("Exact split: 5 of every 100 requests by weight go to v2.").waitFor();
});

pageTest("a route is edited: a missing Service answers 500, a wrong weight is refused in the API server's words", {}, async (page) => {
  await routed(page, {});
  await sandbox.showTab(page, "Routes");
  const routes = panel(page, "Routes");
  await routes.getByRole("button", { name: "Edit HTTPRoute web" }).click();
  const area = routes.getByRole("textbox", { name: "Your own manifests" });
  const yaml = await area.inputValue();
  await area.fill(yaml.replace("weight: 100", "weight: -1"));
  await routes.getByRole("button", { name: "Apply", exact: true }).click();
  const refused = 'The HTTPRoute "web" is invalid: spec.rules[0].backendRefs[0].weight: Invalid value: -1';
  await routes.getByRole("alert").filter({ hasText: refused }).waitFor();
  await area.fill(yaml.replace("name: web-stable", "name: web-gone"));
  await routes.getByRole("button", { name: "Apply", exact: true }).click();
  await routes.getByText('ResolvedRefs=False BackendNotFound: service "web-gone" not found').waitFor();
  await until("requests reach no pod", async () => (await sandbox.counted(page, "Other failures")) > 20);
  await sandbox.showTab(page, "Requests");
  await until("the list says why", async () =>
    (await sandbox.rows(page, "Last requests, newest first"))[0]?.Outcome === "500 from the gateway: the Service does not exist (BackendNotFound)");
  await sandbox.showTab(page, "Routes");
  await routes.getByRole("button", { name: "Edit Service web-stable" }).click();
  await area.fill((await area.inputValue()).replace("version: v1", "version: v9"));
  await routes.getByRole("button", { name: "Apply", exact: true }).click();
  await routes.getByText("0 endpoints in use").waitFor();
});

pageTest("Argo Rollouts aborts a canary whose analysis fails", {}, async (page) => {
  await sandbox.strategy(page, "Canary");
  await group(page, "Traffic routing and controller");
  await choose(page, "Traffic routing", "HTTPRoute");
  await choose(page, "Controller", "Argo Rollouts");
  await sandbox.set(page, "Requests per second", 50);
  await choose(page, "New version", "Returns errors");
  await sandbox.play(page);
  await sandbox.step(page, "Roll out v2");
  await until("it is aborted", async () => (await sandbox.steps(page).innerText()).includes("Degraded: RolloutAborted"));
  const log = (await sandbox.events(page)).join("\n");
  assert.match(log, /RolloutAborted web \(Rollout\) Rollout aborted update to revision 2: .*Metric "success-rate" assessed Failed due to failed \(1\) > failureLimit \(0\)/);
  await until("v1 takes everything again", async () => (await sandbox.share(page, "v1"))?.Actual === "100%");
  await sandbox.steps(page).getByRole("button", { name: "Retry" }).waitFor();
});

/** A rollout beside a sudden change of the schema; returns how many requests failed. */
async function afterMigration(page, strategy) {
  await sandbox.strategy(page, strategy);
  await group(page, "Dependencies");
  await choose(page, "Database schema", "Own version only");
  await sandbox.set(page, "Requests per second", 50);
  await sandbox.play(page);
  await sandbox.untilStanding(page, 4);
  await sandbox.step(page, "Change at once: schema 2");
  await sandbox.step(page, "Roll out v2");
  await page.getByText("v2 is live", { exact: true }).waitFor();
  return { errors: await sandbox.counted(page, "Errors"), refused: await sandbox.counted(page, "Refused") };
}

pageTest("the schema changes under a rolling update: old pods answer with errors until they are gone", {}, async (page) => {
  const { errors, refused } = await afterMigration(page, "Rolling update");
  assert.ok(errors > 100, `v1 does not understand schema 2: ${errors} errors`);
  assert.equal(refused, 0);
});

pageTest("Recreate pays for the same change with downtime", {}, async (page) => {
  const { refused } = await afterMigration(page, "Recreate");
  assert.ok(refused > 100, `nobody answers while no version runs: ${refused} refused`);
});

pageTest("expand and contract avoid both", {}, async (page) => {
  await group(page, "Dependencies");
  await choose(page, "Database schema", "Own version only");
  await sandbox.play(page);
  await sandbox.untilStanding(page, 4);
  await sandbox.step(page, "Expand: schema 1 to 2");
  await sandbox.step(page, "Roll out v2");
  await page.getByText("v2 is live", { exact: true }).waitFor();
  await sandbox.step(page, "Contract: schema 2");
  await sandbox.pass(page, 10);
  assert.deepEqual([await sandbox.counted(page, "Errors"), await sandbox.counted(page, "Refused")], [0, 0]);
});

pageTest("blue/green switches together with an API that changes at once", {}, async (page) => {
  await sandbox.strategy(page, "Blue/green");
  await group(page, "Dependencies");
  await choose(page, "API contract", "Own version only");
  await sandbox.set(page, "Requests per second", 50);
  await sandbox.play(page);
  await sandbox.untilStanding(page, 4);
  await sandbox.step(page, "Create green with v2");
  await sandbox.untilSets(page, "both colours stand", (sets) => sets.length === 2 && sets.every((set) => set.Available === 4));
  await sandbox.pause(page);
  await sandbox.step(page, "Change at once: contract 2");
  await sandbox.step(page, "Switch traffic to green");
  await sandbox.play(page);
  await until("green takes everything", async () => (await sandbox.share(page, "v2"))?.Actual === "100%");
  const errors = await sandbox.counted(page, "Errors");
  assert.ok(errors < 50, `only until the proxies know: ${errors} errors at 50 a second`);
});

pageTest("a plan shows what a grid of settings would cost, as a heat map and as a table", {}, async (page) => {
  await sandbox.showTab(page, "Plan");
  const plan = panel(page, "Plan");
  await plan.getByRole("textbox", { name: "Rows" }).fill("maxSurge=0,1");
  await plan.getByRole("textbox", { name: "Columns" }).fill("maxUnavailable=0,1");
  await plan.getByRole("combobox", { name: "Show", exact: true }).selectOption({ label: "lowest" });
  await plan.getByRole("button", { name: "Plan", exact: true }).click();
  const twin = "All figures: median (least–greatest)";
  const heat = () => sandbox.rows(page, "lowest: rows maxSurge, columns maxUnavailable; darker is worse");
  await until("every cell is there", async () => !(await plan.innerText()).includes("…") && (await heat()).length === 2);
  const [first, second] = await heat();
  // What is refused says why, beside the word.
  assert.match(first[0], /^refused.*may not be 0 when `maxSurge` is 0/);
  assert.deepEqual([{ ...first, 0: "" }, second], [{ "": "0", 0: "", 1: "3" }, { "": "1", 0: "4", 1: "3" }]);
  const all = await sandbox.rows(page, twin);
  assert.equal(all.length, 4);
  assert.deepEqual(all.slice(1).map((row) => row.lowest), ["3", "4", "3"]);
  await plan.getByRole("textbox", { name: "Rows" }).fill("speed=1");
  await plan.getByRole("button", { name: "Plan", exact: true }).click();
  await plan.getByRole("alert").filter({ hasText: 'unknown setting "speed"' }).waitFor();
});
