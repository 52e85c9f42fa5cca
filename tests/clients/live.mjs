// The clients graphql-ws and graphql-sse, as npm has them, against a server: what is followed, what is refused, and
// what happens when a connection ends.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createClient as createSseClient } from "graphql-sse";
import { createClient as createSocketClient } from "graphql-ws";
import WebSocket from "ws";
import { Server } from "./server.mjs";

const FOLLOW = `subscription ($campaignId: ID!, $afterSeq: Int) {
  campaignChanged(campaignId: $campaignId, afterSeq: $afterSeq) { afterSeq seq changes { seq cause } }
}`;
const TITLE = `mutation ($id: ID!, $title: String!) {
  updateWorkPackage(input: { workPackageId: $id, title: $title }) { changeSeq userErrors { code } }
}`;
const ROLE = `mutation ($id: ID!, $role: Role!) {
  changeMemberRole(input: { userId: $id, role: $role }) { userErrors { code } }
}`;

let server, token, campaignId, workPackageId, ask;

before(async () => {
  server = await Server.start();
  const lin = await server.signIn("lin.wei@example.com");
  token = await server.signIn("sun.hao@example.com");
  ask = (query, variables) => server.ask(lin, query, variables);
  const { campaign, workPackage } = await ask(`{ campaign(key: "D11") { id } workPackage(key: "D11-2") { id } }`);
  [campaignId, workPackageId] = [campaign.id, workPackage.id];
});
after(() => server.remove());

let titles = 0;
/** Changes the campaign; the number of the change. */
async function edit() {
  const { updateWorkPackage } = await ask(TITLE, { id: workPackageId, title: `Title ${(titles += 1)}` });
  assert.deepEqual(updateWorkPackage.userErrors, []);
  return updateWorkPackage.changeSeq;
}

/** A client of graphql-ws that is Sun Hao, and the codes that its connections were closed with. */
function socketClient(options = {}) {
  const codes = [];
  const client = createSocketClient({
    url: server.socketUrl,
    webSocketImpl: WebSocket,
    connectionParams: () => ({ authorization: `Bearer ${token}` }),
    shouldRetry: () => true,
    retryAttempts: 40,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 250)),
    ...options,
    on: { ...options.on, closed: ({ code }) => codes.push(code) },
  });
  return { client, codes };
}

function sseClient(options = {}) {
  return createSseClient({
    url: server.url,
    headers: () => ({ authorization: `Bearer ${token}` }),
    retryAttempts: 40,
    retry: () => new Promise((resolve) => setTimeout(resolve, 250)),
    ...options,
  });
}

/** The answers to an operation until it is complete; what it is refused with is thrown. */
async function answers(client, query, variables) {
  const all = [];
  for await (const answer of client.iterate({ query, variables })) all.push(answer);
  return all;
}

/** The data of the one answer that a query or a mutation has. */
async function data(client, query, variables) {
  const [answer, ...more] = await answers(client, query, variables);
  assert.deepEqual([answer.errors, more], [undefined, []]);
  return answer.data;
}

/**
 * Follows the campaign from a number on.  The variables say from which when they are sent, so it is the right one
 * after a reconnect of the client too; a server that stops completes what it sends as events, and that is followed
 * again.
 */
function follower(client, seq) {
  const variables = { campaignId, get afterSeq() { return seq; } };
  const follow = () => client.iterate({ query: FOLLOW, variables });
  let events = follow();
  const next = async () => {
    const { done, value } = await events.next();
    if (done) {
      events = follow();
      return [];
    }
    assert.deepEqual(value.errors, undefined);
    const { afterSeq, changes } = value.data.campaignChanged;
    assert.equal(afterSeq, seq, "no gap, and nothing twice");
    seq = value.data.campaignChanged.seq;
    return changes.map((change) => change.seq);
  };
  return {
    /** Reads events until that of a change has come. */
    async upTo(last) {
      const read = [];
      while (read.at(-1) !== last) read.push(...(await next()));
      return read;
    },
    end: () => events.return(),
  };
}

/** The error that a client's operation ends with. */
async function refusal(client, query, variables) {
  return answers(client, query, variables).then(() => assert.fail("it was answered"), (error) => error);
}

describe("graphql-ws", () => {
  test("queries, mutations and subscriptions share one connection, which closes when all are complete", async () => {
    let connections = 0;
    const { client, codes } = socketClient({ on: { connected: () => { connections += 1; } } });
    assert.equal(connections, 0, "lazy: nothing is connected before there is an operation");
    const first = await edit();
    const events = follower(client, first);
    const query = `{ campaign(key: "D11") { key } }`;
    assert.deepEqual(await data(client, query), { campaign: { key: "D11" } });
    const { updateWorkPackage } = await data(client, TITLE, { id: workPackageId, title: "Not Sun Hao's to change" });
    assert.deepEqual(updateWorkPackage.userErrors.map(({ code }) => code), ["FORBIDDEN"]);
    const last = await edit();
    assert.deepEqual(await events.upTo(last), [last]);
    assert.deepEqual([connections, codes], [1, []]);
    await events.end();
    while (codes.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(codes, [1000]);
  });

  test("a client that is not lazy connects at once", async () => {
    await new Promise((connected, failed) => {
      const { client } = socketClient({
        lazy: false, onNonLazyError: failed, on: { connected: () => { connected(); client.dispose(); } },
      });
    });
  });

  test("an operation that cannot start is refused with its errors, and the connection stays", async () => {
    const { client, codes } = socketClient();
    const last = await edit();
    const events = follower(client, last);
    const codeOf = async (query, variables) => (await refusal(client, query, variables))[0].extensions.code;
    assert.equal(await codeOf("subscription { nothing }"), "INVALID_DOCUMENT");
    assert.equal(await codeOf(FOLLOW, { campaignId, afterSeq: 1e6 }), "BAD_INPUT");
    assert.equal(await codeOf(FOLLOW, { campaignId: "cmp_01m8c65zwnefhtffsxwthwjhzz" }), "BAD_INPUT");
    const next = await edit();
    assert.deepEqual(await events.upTo(next), [next]);
    assert.deepEqual(codes, []);
    await events.end();
  });

  test("when the server restarts the client connects again and continues without a gap or a double", async () => {
    const { client, codes } = socketClient();
    const seen = [await edit()];
    const events = follower(client, seen[0]);
    for (const count of [3, 4]) {
      const made = [];
      for (let number = 0; number < count; number += 1) made.push(await edit());
      seen.push(...(await events.upTo(made.at(-1))));
      await server.stop();
      await server.startAgain();
    }
    const last = await edit();
    seen.push(...(await events.upTo(last)));
    assert.deepEqual(seen, Array.from(seen, (_, index) => seen[0] + index), "every change once, in order");
    assert.equal(last, seen[0] + 8);
    assert.equal(codes[0], 1001);
    await events.end();
  });

  test("when the caller's role changes the client connects again as who they are now", async () => {
    const { client, codes } = socketClient();
    const first = await edit();
    const events = follower(client, first);
    const { viewer } = await server.ask(token, "{ viewer { userId } }");
    const second = await edit();
    await events.upTo(second);
    for (const role of ["VIEWER", "MEMBER"]) {
      const { changeMemberRole } = await ask(ROLE, { id: viewer.userId, role });
      assert.deepEqual(changeMemberRole.userErrors, []);
      while (codes.length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
      const next = await edit();
      assert.deepEqual(await events.upTo(next), [next]);
      assert.deepEqual(codes.splice(0), [4403]);
    }
    await events.end();
  });

  const subscribe = JSON.stringify({ id: "1", type: "subscribe", payload: { query: "{ viewer { userId } }" } });
  const init = JSON.stringify({ type: "connection_init", payload: {} });
  const never = () => new Promise(() => {});
  for (const [code, when, options] of [
    [4400, "a message is not of the protocol", { on: { opened: (socket) => socket.send("hello") } }],
    [4401, "an operation comes before the acknowledgement",
      { connectionParams: never, on: { opened: (socket) => socket.send(subscribe) } }],
    [4403, "a token is not valid", { connectionParams: { authorization: "Bearer none" } }],
    [4403, "there is no token", { connectionParams: undefined }],
    [4408, "no connection_init comes", { connectionParams: never }],
    [4429, "a second connection_init comes", { on: { connected: (socket) => socket.send(init) } }],
  ]) {
    test(`the client sees ${code} when ${when}`, async () => {
      const { client, codes } = socketClient({ ...options, retryAttempts: 0 });
      const { code: ofOperation } = await refusal(client, "subscription { myWorkChanged { seq } }");
      assert.deepEqual([ofOperation, codes], [code, [code]]);
    });
  }

  test("the client sees 4409 when two operations have one id", async () => {
    const { client, codes } = socketClient({ generateID: () => "one", retryAttempts: 0 });
    const both = ["a", "b"].map((name) => refusal(client, `subscription { ${name}: myWorkChanged { seq } }`));
    assert.deepEqual((await Promise.all(both)).map(({ code }) => code), [4409, 4409]);
    assert.deepEqual(codes, [4409]);
  });
});

describe("graphql-sse", () => {
  test("queries, mutations and subscriptions are answered", async () => {
    const client = sseClient();
    const first = await edit();
    const events = follower(client, first);
    assert.deepEqual(await data(client, `{ campaign(key: "D11") { key } }`), { campaign: { key: "D11" } });
    const { updateWorkPackage } = await data(client, TITLE, { id: workPackageId, title: "Not Sun Hao's to change" });
    assert.deepEqual(updateWorkPackage.userErrors.map(({ code }) => code), ["FORBIDDEN"]);
    const last = await edit();
    assert.deepEqual(await events.upTo(last), [last]);
    await events.end();
  });

  test("an operation that cannot start is answered with its errors", async () => {
    const client = sseClient();
    for (const [query, variables, code] of [
      ["subscription { nothing }", {}, "INVALID_DOCUMENT"],
      [FOLLOW, { campaignId, afterSeq: 1e6 }, "BAD_INPUT"],
    ]) {
      const [{ data, errors }, ...more] = await answers(client, query, variables);
      assert.deepEqual([data, errors[0].extensions.code, more], [undefined, code, []]);
    }
  });

  test("a token that is not valid is refused with 401", async () => {
    const client = sseClient({ headers: { authorization: "Bearer none" }, retryAttempts: 0 });
    const { response } = await refusal(client, "subscription { myWorkChanged { seq } }");
    assert.equal(response.status, 401);
  });

  test("when the server restarts what is followed again continues without a gap or a double", async () => {
    const client = sseClient();
    const first = await edit();
    const events = follower(client, first);
    const second = await edit();
    assert.deepEqual(await events.upTo(second), [second]);
    await server.stop();
    await server.startAgain();
    const [third, fourth] = [await edit(), await edit()];
    assert.deepEqual(await events.upTo(fourth), [third, fourth]);
    await events.end();
  });
});
