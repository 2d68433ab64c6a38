// Bad input is refused in the API server's own words, and the last good state stays.

import assert from "node:assert/strict";
import { pageTest, setUp, until } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

// Field, what is typed, and what the API server says of it.
const ROLLING = 'The Deployment "web" is invalid: spec.strategy.rollingUpdate.';
const REFUSED = [
  ["maxSurge", "abc", `${ROLLING}maxSurge: Invalid value: "abc": a valid percent string must be a numeric string followed by an ending '%'`],
  ["maxSurge", "-1", `${ROLLING}maxSurge: Invalid value: -1: must be greater than or equal to 0`],
  ["maxUnavailable", "150%", `${ROLLING}maxUnavailable: Invalid value: "150%": must not be greater than 100%`],
  ["Replicas", "-1", 'The Deployment "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
  ["Replicas", "10001", 'The Deployment "web" is invalid: spec.replicas: Invalid value: 10001: must be less than or equal to 10000'],
];

const refused = (page, name) => sandbox.field(page, name).getAttribute("aria-invalid");

for (const [name, value, words] of REFUSED) {
  pageTest(`${name} ${value} is refused`, {}, async (page) => {
    await sandbox.set(page, "Replicas", 4);
    await sandbox.set(page, name, value);
    const alert = sandbox.setup(page).getByRole("alert").filter({ hasText: words });
    await alert.first().waitFor();
    assert.equal(await refused(page, name), "true");
    await sandbox.play(page);
    await sandbox.untilStanding(page, 4); // The last good value is in force.
    await sandbox.set(page, name, name === "Replicas" ? "4" : "1");
    await until("a good value is taken again", async () => (await refused(page, name)) !== "true");
  });
}

pageTest("maxSurge 0 with maxUnavailable 0 is refused", {}, async (page) => {
  await sandbox.set(page, "maxSurge", 1);
  await sandbox.set(page, "maxUnavailable", 0);
  await sandbox.set(page, "maxSurge", 0);
  await sandbox.setup(page).getByRole("alert").filter({ hasText: "may not be 0 when `maxSurge` is 0" }).first().waitFor();
  assert.equal(await refused(page, "maxSurge"), "true");
});

pageTest("percents show what they resolve to and how they were rounded", {}, async (page) => {
  await sandbox.set(page, "Replicas", 10);
  await sandbox.set(page, "maxSurge", "25%");
  await sandbox.set(page, "maxUnavailable", "25%");
  await sandbox.setup(page).getByText(/25% of 10 = 2\.5, rounded up: 3/).waitFor();
  await sandbox.setup(page).getByText(/25% of 10 = 2\.5, rounded down: 2/).waitFor();
});

pageTest("any field is set: a probe's period is a rollout, and what the API server refuses stands beside its field", {}, async (page) => {
  await sandbox.play(page);
  await sandbox.showTab(page, "Fields");
  const fields = page.getByRole("tabpanel", { name: "Fields" });
  await fields.getByRole("textbox", { name: "Only fields with" }).fill("readinessProbe.period");
  const period = fields.getByRole("textbox", { name: /readinessProbe\.periodSeconds$/ });
  assert.equal(await period.inputValue(), "1");
  await period.fill("-4");
  await period.press("Enter");
  await fields.getByRole("alert").filter({ hasText: "periodSeconds: Invalid value: -4: must be greater than or equal to 0" }).waitFor();
  await period.fill("7");
  await period.press("Enter");
  await until("the refusal is gone", async () => (await fields.getByRole("alert").count()) === 0);
  await sandbox.untilSets(page, "another template has another ReplicaSet", (sets) => sets.some((set) => set.Available === 4) && sets.length === 2);
  await sandbox.showTab(page, "Fields");
  assert.equal(await period.inputValue(), "7");
  await fields.getByRole("combobox", { name: "Object" }).selectOption({ label: "World" });
  await fields.getByRole("textbox", { name: "Only fields with" }).fill("users");
  await fields.getByRole("textbox", { name: "clients.users" }).fill("9");
  await fields.getByRole("textbox", { name: "clients.users" }).press("Enter");
  await sandbox.setup(page).getByText("Clients", { exact: true }).click();
  await until("the control shows what the World says", async () => (await sandbox.field(page, "Users").inputValue()) === "9");
});

pageTest("terminationGracePeriodSeconds is a rollout and not another run", {}, async (page) => {
  await sandbox.play(page);
  await sandbox.pass(page, 5);
  await sandbox.setup(page).getByText("Nodes, timing and shutdown", { exact: true }).click();
  await sandbox.set(page, "terminationGracePeriodSeconds", 45);
  assert.ok((await sandbox.clock(page)) >= 5, "time goes on");
  await sandbox.play(page);
  await sandbox.untilSets(page, "every pod is replaced", (sets) => sets.length === 2 && sets.some((set) => set.Available === 4));
});
