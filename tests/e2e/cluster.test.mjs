// Pods in every detail, nodes, conditions and the table of behaviours, by mouse and by keyboard.

import assert from "node:assert/strict";
import { pageTest, setUp, until } from "./page.mjs";
import * as sandbox from "./sandbox.mjs";

setUp();

const panel = (page, name) => page.getByRole("tabpanel", { name });
const open = (page, name) => sandbox.setup(page).getByText(name, { exact: true }).click();

pageTest("a crash loop can be read in a pod's detail, by keyboard alone", {}, async (page) => {
  await sandbox.setup(page).getByRole("combobox", { name: "New version" }).selectOption({ label: "Crashes" });
  await sandbox.step(page, "Roll out v2");
  await sandbox.goTo(page, 28);
  await page.getByRole("button", { name: /v2, CrashLoopBackOff, retry in \d+ s/ }).first().focus();
  await page.keyboard.press("Enter");
  // Its card: four things to do, then the way there.
  for (let i = 0; i < 4; i++) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const detail = panel(page, "Pod");
  await detail.getByText("Waiting: CrashLoopBackOff").waitFor();
  assert.equal(await detail.evaluate((element) => element === document.activeElement), true);
  assert.match(await detail.innerText(), /Restarts\s+[1-9]/);
  const conditions = await sandbox.rows(page, "Conditions");
  assert.deepEqual(conditions.find((row) => row.Type === "Ready"), {
    Type: "Ready", Status: "False", Reason: "ContainersNotReady", Message: "containers with unready status: [web]",
  });
  assert.equal(conditions.find((row) => row.Type === "PodScheduled").Status, "True");
  const timeline = await detail.getByRole("listitem").allInnerTexts();
  for (const reason of ["SuccessfulCreate", "Scheduled", "Pulled", "Started", "BackOff"]) {
    assert.ok(timeline.some((line) => line.includes(reason)), `no ${reason} in ${timeline.join("\n")}`);
  }
});

pageTest("a node is drained, taken back, lost and brought back", {}, async (page) => {
  await sandbox.set(page, "Replicas", 6);
  await sandbox.play(page);
  await sandbox.untilStanding(page, 6);
  await sandbox.showTab(page, "Tables");
  await page.getByRole("tab", { name: "Tables" }).press("ArrowLeft");
  const node = async (name) =>
    (await sandbox.rows(page, "Nodes, and what pods asked of them")).find((row) => row.Name === name);
  assert.deepEqual((await node("node-1")).Status, "Ready");
  await page.getByRole("button", { name: "Drain node-1" }).click();
  await until("node-1 is empty", async () => {
    const row = await node("node-1");
    return row.Status === "Ready,SchedulingDisabled" && row.Pods.startsWith("0 of 110");
  });
  await sandbox.untilStanding(page, 6);
  await sandbox.showTab(page, "Nodes");
  await page.getByRole("button", { name: "Uncordon node-1" }).click();
  assert.equal((await node("node-1")).Status, "Ready");
  await page.getByRole("button", { name: "Cut off node-2" }).click();
  await until("node-2 is missed", async () => (await node("node-2")).Status === "NotReady unreachable");
  await page.getByRole("button", { name: "Reconnect node-2" }).click();
  await until("node-2 is ready again", async () => (await node("node-2")).Status === "Ready");
});

pageTest("the progress deadline counts down and strikes", {}, async (page) => {
  await open(page, "Nodes, timing and shutdown");
  await sandbox.set(page, "progressDeadlineSeconds", 30);
  await sandbox.setup(page).getByRole("combobox", { name: "New version" }).selectOption({ label: "Never ready" });
  await sandbox.step(page, "Roll out v2");
  const cluster = page.getByRole("region", { name: "Cluster" });
  const left = async () => Number(/Deadline in 0:(\d\d)/.exec(await cluster.innerText())?.[1] ?? NaN);
  await sandbox.goTo(page, 15);
  const first = await left();
  await sandbox.goTo(page, 20);
  assert.equal(await left(), first - 5, "it falls with time");
  await sandbox.play(page);
  await cluster.getByText("Progressing False ProgressDeadlineExceeded").waitFor();
  await sandbox.showTab(page, "Tables");
  const [condition] = await sandbox.rows(page, "Conditions of Deployment web");
  assert.match(condition.Message, /^ReplicaSet "web-\w+" has timed out progressing\.$/);
});

pageTest("without delays nothing but the application takes time", {}, async (page) => {
  await open(page, "Nodes, timing and shutdown");
  const delays = sandbox.setup(page).getByRole("combobox", { name: "Delays" });
  assert.equal(await delays.evaluate((list) => list.value), "Short");
  await delays.selectOption({ label: "None" });
  await sandbox.play(page);
  await sandbox.step(page, "Roll out v2");
  await page.getByText("v2 is live", { exact: true }).first().waitFor();
  // In a small cluster the sandbox, the pull and the start of a container take a second and more.
  const text = (await sandbox.events(page)).join("\n");
  assert.match(text, /Successfully pulled image "web:v2" in 0s/);
});

pageTest("traits combine, and what a version needs decides where it fits", {}, async (page) => {
  await open(page, "New version's behaviour");
  await sandbox.set(page, "CPU request (m)", 3900);
  await sandbox.setup(page).getByRole("checkbox", { name: "Ignores SIGTERM" }).check();
  assert.equal(
    await sandbox.setup(page).getByRole("combobox", { name: "New version" }).evaluate((list) => list.value),
    "Combined",
  );
  await sandbox.set(page, "Error rate (%)", "101");
  await sandbox.setup(page).getByRole("alert").filter({ hasText: "write a whole number from 0 to 100" }).waitFor();
  await sandbox.play(page);
  await sandbox.step(page, "Roll out v2");
  await page.getByRole("button", { name: /v2, Pending, no node yet/ }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Everything about it" }).click();
  await panel(page, "Pod").getByText(/^0\/3 nodes are available: 3 Insufficient cpu\./).first().waitFor();
});

pageTest("more replicas than the nodes hold bring more nodes", {}, async (page) => {
  await sandbox.play(page);
  await sandbox.set(page, "Replicas", 100);
  await sandbox.untilStanding(page, 100);
  await sandbox.showTab(page, "Nodes");
  assert.equal((await sandbox.rows(page, "Nodes, and what pods asked of them")).length, 5);
});

pageTest("pods stand by the node they run on when asked for, and nodes say how full they are", { route: "#/sandbox?replicas=6&nodes=2" }, async (page) => {
  const toggle = page.getByRole("button", { name: "By node", exact: true });
  await toggle.click();
  assert.equal(await toggle.getAttribute("aria-pressed"), "true");
  const scene = page.locator(".scene");
  for (const node of ["node-1", "node-2"]) await scene.getByText(node, { exact: true }).waitFor();
  assert.match(await scene.innerText().catch(() => scene.textContent()), /of 4000 m CPU/);
  assert.equal(await scene.getByRole("button", { name: /: v1, / }).count(), 6, "every pod has its place");
  assert.equal(await scene.getByRole("button", { name: /^Node node-/ }).count(), 2);
  await toggle.click();
  await scene.getByText("available", { exact: true }).first().waitFor();
});

pageTest("a number of the sentence shows the pods it counts", { route: "#/sandbox?replicas=6" }, async (page) => {
  await sandbox.step(page, "Roll out v2");
  await sandbox.pause(page);
  const number = page.locator("button.counted").first();
  for (let step = 0; step < 30 && !(await number.isVisible()); step += 1) await sandbox.button(page, "Step").click();
  const count = Number(await number.innerText());
  assert.ok(count > 0);
  await number.focus();
  await until("so many stand out", async () => (await page.locator(".pod.lit").count()) === count);
  await page.keyboard.press("Tab");
  await until("and then no more", async () => (await page.locator(".pod.dim").count()) === 0 || (await page.locator(".pod.lit").count()) !== count);
});

pageTest("a teacher's link has a task and locked settings, and is made under Runs", { route: "#/sandbox?replicas=6&task=Roll%20out%20v2%20without%20a%20failure&lock=settings" }, async (page) => {
  await sandbox.steps(page).getByText("Roll out v2 without a failure").waitFor();
  assert.ok(await sandbox.field(page, "Replicas").isDisabled());
  assert.ok(await sandbox.setup(page).getByRole("radio", { name: "Recreate" }).isDisabled());
  await sandbox.setup(page).getByText("Who made this link locked these settings.").waitFor();
  await sandbox.step(page, "Roll out v2");
  await sandbox.showTab(page, "Runs");
  const task = page.getByRole("textbox", { name: "Task for who opens it" });
  assert.equal(await task.inputValue(), "Roll out v2 without a failure");
  await task.fill("Keep 6 pods");
  await page.getByRole("checkbox", { name: "Lock the settings" }).uncheck();
  const link = await page.getByRole("textbox", { name: "Link to this moment" }).inputValue();
  assert.match(link, /task=Keep%206%20pods/);
  assert.doesNotMatch(link, /lock=/);
});
