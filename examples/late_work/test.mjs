// The script beside a server: what it prints, and how it ends.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Server } from "../../tests/clients/server.mjs";

const folder = fileURLToPath(new URL(".", import.meta.url));
let server, lin, campaignId, token;

before(async () => {
  server = await Server.start();
  const access = await server.signIn("lin.wei@example.com");
  lin = (query, variables) => server.ask(access, query, variables);
  ({ campaign: { id: campaignId } } = await lin(`{ campaign(key: "D11") { id } }`));
  ({ createToken: { secret: token } } = await lin(`mutation {
    createToken(input: { name: "Late work", scopes: [READ] }) { secret }
  }`));
});
after(() => server?.remove());

function script(secret, ...args) {
  const env = { ...process.env, LEADTIME_URL: server.url, LEADTIME_TOKEN: secret };
  const child = spawn(".venv/bin/python", ["late_work.py", ...args], { cwd: folder, env });
  const output = { out: "", err: "" };
  child.stdout.on("data", (data) => { output.out += data; });
  child.stderr.on("data", (data) => { output.err += data; });
  const ended = once(child, "close");
  const lines = () => output.out.split("\n");
  return {
    output,
    count: (text) => lines().filter((line) => line.includes(text)).length,
    async prints(text) {
      while (!lines().some((line) => line.includes(text))) await new Promise((resolve) => setTimeout(resolve, 50));
    },
    async end(signal) {
      if (signal) child.kill(signal);
      return (await ended)[0];
    },
  };
}

/** Deletes the work package where the lateness began; the number of the change. */
async function remove() {
  const { workPackage } = await lin(`{ workPackage(key: "D11-14") { id } }`);
  const { deleteWorkPackage } = await lin(`mutation ($id: ID!) {
    deleteWorkPackage(input: { workPackageId: $id }) { changeSeq }
  }`, { id: workPackage.id });
  return deleteWorkPackage.changeSeq;
}

async function undo(changeSeq) {
  const input = { campaignId, changeSeq };
  const { undoChange } = await lin(`mutation ($input: UndoChangeInput!) {
    undoChange(input: $input) { userErrors { code } }
  }`, { input });
  assert.deepEqual(undoChange.userErrors, []);
}

test("late work is printed as it appears and as it is resolved, once, also over a restart of the server", async () => {
  const watch = script(token, "D11", "--as-of", "2026-10-20");
  await watch.prints("2026-10-20 late     2.4.2 Portrait licence");
  await watch.prints("[inherited] <- 2.4.2 Portrait licence: legal approval and signing (Brand & PR 5 d)");
  const late = () => watch.count("late     2.4.2 Portrait licence");
  const resolved = () => watch.count("resolved 2.4.2 Portrait licence");
  const count = late();
  const change = await remove();
  await watch.prints("resolved 2.4.2 Portrait licence");
  assert.equal(resolved(), count, "all of it");
  await undo(change);
  while (late() < 2 * count) await new Promise((resolve) => setTimeout(resolve, 50));
  await server.stop();
  await server.startAgain();
  await remove();
  while (resolved() < 2 * count) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual([late(), resolved()], [2 * count, 2 * count], "and nothing of it twice");
  assert.equal(await watch.end("SIGINT"), 0, watch.output.err);
  assert.doesNotMatch(watch.output.err, /Traceback/);
});

test("a token that is not valid ends the script", async () => {
  const watch = script("ltp_none");
  assert.equal(await watch.end(), 1);
  assert.match(watch.output.err, /the token is not valid/);
});

test("a campaign that is not there ends the script", async () => {
  const watch = script(token, "NONE");
  assert.equal(await watch.end(), 1);
  assert.match(watch.output.err, /there is no campaign NONE/);
});
