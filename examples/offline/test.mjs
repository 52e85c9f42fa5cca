// A replica and a server: what is pulled, what is edited offline, and what happens when both have changed.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import { Server } from "../../tests/clients/server.mjs";
import { Replica } from "./src/replica.js";

const KEY = "D11-22";
const ROW = `id key wbs title progress version planned { start finish }`;
let server, lin, campaignId, token, replica;
let isOnline = true;
let requests = [];
/** What happens to answers on their way: by default nothing. */
let onAnswer = () => {};
let conflicts = [];

/** The network: it can be away, and answers can be lost in it. */
async function network(request) {
  if (!isOnline) throw new TypeError("no network");
  requests.push(await request.clone().json());
  const answer = await fetch(request);
  onAnswer();
  return answer;
}

before(async () => {
  server = await Server.start();
  const access = await server.signIn("lin.wei@example.com");
  lin = (query, variables) => server.ask(access, query, variables);
  ({ campaign: { id: campaignId } } = await lin(`{ campaign(key: "D11") { id } }`));
  const { createToken } = await lin(`mutation {
    createToken(input: { name: "Offline", scopes: [PLAN_WRITE, PROGRESS_WRITE] }) { secret userErrors { code } }
  }`);
  token = createToken.secret;
  const onConflict = (conflict) => conflicts.push(conflict);
  replica = await Replica.open({ url: server.url, token, campaignId, onConflict, fetch: network, retryTime: 200 });
});
after(async () => {
  await replica?.close();
  await server?.remove();
});

/** A work package as the server has it. */
async function onServer(key) {
  const { workPackage } = await lin(`query ($key: String!) { workPackage(key: $key) { ${ROW} } }`, { key });
  return workPackage;
}

/** The same as the replica has it. */
async function here(key) {
  const row = await replica.workPackage(key);
  return row && { id: row.id, ...row.toJSON().entity };
}

async function until(condition) {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Waits until both have the same work packages. */
async function untilSame() {
  const byId = (rows) => JSON.stringify(rows.sort((a, b) => (a.id < b.id ? -1 : 1)));
  await until(async () => {
    const { campaign } = await lin(`{ campaign(key: "D11") { progressTable { rows { workPackage { ${ROW} } } } } }`);
    const rows = await replica.rows.find({ selector: { kind: "WORK_PACKAGE", campaignId } }).exec();
    const stored = rows.map((row) => ({ id: row.id, ...row.toJSON().entity }));
    return byId(stored) === byId(campaign.progressTable.rows.map(({ workPackage }) => workPackage));
  });
}

/** Somebody else's edit. */
async function rename(title) {
  const { id } = await onServer(KEY);
  const { updateWorkPackage } = await lin(`mutation ($id: ID!, $title: String!) {
    updateWorkPackage(input: { workPackageId: $id, title: $title }) { userErrors { code } }
  }`, { id, title });
  assert.deepEqual(updateWorkPackage.userErrors, []);
}

const pushes = () => requests.filter(({ variables }) => variables.input).map(({ variables }) => variables.input);

test("everything is pulled at first", async () => {
  await untilSame();
  const kinds = (await replica.rows.find().exec()).map(({ kind }) => kind);
  for (const kind of ["WORKSPACE", "USER", "DEPARTMENT", "CALENDAR", "CAMPAIGN", "ANCHOR", "DEPENDENCY"]) {
    assert.ok(kinds.includes(kind), kind);
  }
});

test("what others change comes by itself, and what they delete goes", async () => {
  await rename("Main venue: page design");
  await until(async () => (await here(KEY)).title === "Main venue: page design");
  const { id } = await onServer("D11-66");
  await lin(`mutation ($id: ID!) { deleteWorkPackage(input: { workPackageId: $id }) { userErrors { code } } }`, { id });
  await until(async () => (await here("D11-66")) === null);
  await untilSame();
});

test("an edit that is made offline is here at once, and on the server when there is a network again", async () => {
  const before = await onServer(KEY);
  isOnline = false;
  await replica.edit(KEY, { title: "Offline", progress: 20 });
  assert.deepEqual({ ...(await here(KEY)) }, { ...before, title: "Offline", progress: 20 });
  await new Promise((resolve) => replica.replication.error$.subscribe(resolve));
  assert.deepEqual(await onServer(KEY), before);
  isOnline = true;
  await until(async () => (await onServer(KEY)).title === "Offline");
  await untilSame();
  assert.deepEqual([(await here(KEY)).progress, (await here(KEY)).version], [20, before.version + 1]);
  assert.deepEqual(conflicts, []);
});

test("an edit that comes too late is told as a conflict, and the server's row is kept", async () => {
  isOnline = false;
  await replica.edit(KEY, { title: "Mine" });
  await replica.edit("D11-20", { title: "Nobody else's" });
  await rename("Theirs");
  isOnline = true;
  await until(() => conflicts.length > 0);
  const [{ conflict, workPackage }] = conflicts;
  assert.deepEqual([conflicts.length, conflict.code, workPackage.title], [1, "CONFLICT", "Theirs"]);
  await untilSame();
  assert.equal((await here(KEY)).title, "Theirs");
  assert.equal((await onServer("D11-20")).title, "Nobody else's", "what is no conflict is done");
});

test("a push whose answer is lost is sent again, and nothing is done twice", async () => {
  const before = await onServer(KEY);
  requests = [];
  onAnswer = () => {
    if (pushes().length === 1) throw new TypeError("the connection was lost");
  };
  await replica.edit(KEY, { progress: 40 });
  await until(() => pushes().length === 2);
  await untilSame();
  assert.deepEqual(pushes()[0], pushes()[1]);
  const { workPackage } = await lin(`query ($key: String!) {
    workPackage(key: $key) { version reports { nodes { progress } } }
  }`, { key: KEY });
  assert.equal(workPackage.version, before.version + 1);
  assert.deepEqual(workPackage.reports.nodes.filter(({ progress }) => progress === 40).length, 1);
  onAnswer = () => {};
});

test("after the server has restarted, news come as before", async () => {
  await server.stop();
  await server.startAgain();
  await rename("After the restart");
  await until(async () => (await here(KEY)).title === "After the restart");
});

const python = spawnSync("python3", ["--version"]).status === 0;

const skip = !python && "no python3";
test("who was away for longer than the change log pulls everything again, and keeps edits", { skip }, async () => {
  await untilSame();
  requests = [];
  isOnline = false;
  await replica.edit("D11-20", { progress: 10 });
  await rename("While away");
  const { id } = await onServer("D11-65");
  await lin(`mutation ($id: ID!) { deleteWorkPackage(input: { workPackageId: $id }) { userErrors { code } } }`, { id });
  await server.stop();
  const script = "import sqlite3; db = sqlite3.connect('leadtime.db'); db.execute('delete from change'); db.commit()";
  assert.equal(spawnSync("python3", ["-c", script], { cwd: server.folder, stdio: "inherit" }).status, 0);
  await server.startAgain();
  isOnline = true;
  await until(async () => (await onServer("D11-20")).progress === 10);
  await until(async () => (await here("D11-65")) === null);
  await untilSame();
  assert.equal((await here(KEY)).title, "While away");
  const isFromTheBeginning = ({ query, variables }) => query.includes("changes(") && !variables.since;
  assert.ok(requests.some(isFromTheBeginning));
  await rename("Back again");
  await until(async () => (await here(KEY)).title === "Back again");
});
