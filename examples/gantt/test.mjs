// Two browsers at the page: what one drags and saves the other sees.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { build, preview } from "vite";
import { PATIENCE, options, skip } from "../../tests/clients/chromium.mjs";
import { Server } from "../../tests/clients/server.mjs";

let server, token, site, browser, lin, zhao;

before(async () => {
  if (skip) return;
  server = await Server.start();
  token = await server.signIn("lin.wei@example.com");
  process.env.VITE_LEADTIME_URL = server.url;
  await build({ logLevel: "warn", build: { emptyOutDir: true } });
  site = await preview({ preview: { port: 0, host: "127.0.0.1" } });
  browser = await chromium.launch(options);
  [lin, zhao] = [await open("lin.wei@example.com"), await open("zhao.qian@example.com")];
});
after(async () => {
  await browser?.close();
  site?.httpServer.close();
  await server?.remove();
});

/** A page of somebody who has signed in. */
async function open(email, prepare = () => {}) {
  const page = await (await browser.newContext({ viewport: { width: 1400, height: 900 } })).newPage();
  page.setDefaultTimeout(PATIENCE);
  await prepare(page);
  page.on("pageerror", (error) => { throw error; });
  await page.goto(site.resolvedUrls.local[0]);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill("leadtime-demo");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator(".bar-wrapper").first().waitFor();
  return page;
}

const KEY = "D11-22";
const TITLE = "Main venue page design";
const COLUMN = 28;
const bar = (page) => page.locator(".bar-wrapper", { hasText: TITLE }).locator(".bar");
const button = (page, name) => page.getByRole("button", { name, exact: true });
const says = (page, text) => page.locator("#message", { hasText: text }).waitFor();

/** Drags the work package by some days. */
async function drag(page, days) {
  await bar(page).scrollIntoViewIfNeeded();
  const { x, y, width, height } = await bar(page).boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width / 2 + days * COLUMN, y + height / 2, { steps: 10 });
  await page.mouse.up();
}

/** Where the page draws it, and when the server plans it to start. */
const place = (page) => bar(page).getAttribute("x");
const start = async () => {
  const { workPackage } = await server.ask(token, `{ workPackage(key: "${KEY}") { planned { start } } }`);
  return workPackage.planned.start;
};

test("what a drag would do is shown, saved, seen by others, and undone", { skip }, async () => {
  const before = await place(zhao);
  await drag(lin, 7);
  await says(lin, "This is what would happen");
  const ripple = lin.locator("#ripple");
  await ripple.filter({ hasText: `${TITLE}: 2026-10-19 – 2026-10-22 → 2026-10-26 – 2026-10-29` }).waitFor();
  await ripple.filter({ hasText: "Front end: 2026-10-21 – 2026-10-27 → 2026-10-28 – 2026-11-03" }).waitFor();
  assert.equal(await start(), "2026-10-19", "nothing is saved yet");
  if (process.env.SCREENSHOT) await lin.screenshot({ path: process.env.SCREENSHOT, fullPage: true });
  await button(lin, "Save").click();
  await says(lin, "Saved. Work packages moved: ");
  assert.equal(await start(), "2026-10-26");
  await says(zhao, "Lin Wei: applyPlanEdits");
  assert.equal(Number(await place(zhao)), Number(before) + 7 * COLUMN);
  assert.equal(await place(zhao), await place(lin));
  await button(lin, "Undo").click();
  await says(lin, "Undone. Work packages moved: ");
  await says(zhao, "Lin Wei: undoChange");
  assert.deepEqual([await start(), await place(zhao), await place(lin)], ["2026-10-19", before, before]);
});

test("an edit of what somebody else has changed is a conflict, and their dates are shown", { skip }, async () => {
  // Somebody who gets no events, and so does not know.
  const withoutEvents = (page) => page.routeWebSocket(/graphql/, () => {});
  const late = await open("zhao.qian@example.com", withoutEvents);
  await drag(late, 3);
  await says(late, "This is what would happen");
  await drag(zhao, 2);
  await says(zhao, "This is what would happen");
  await drag(lin, 14);
  await says(lin, "This is what would happen");
  await button(lin, "Save").click();
  await says(lin, "Saved. Work packages moved: ");
  await says(zhao, `Not saved. CONFLICT: “${TITLE}”`);
  await button(late, "Save").click();
  await says(late, `Not saved. CONFLICT: “${TITLE}”`);
  const places = await Promise.all([lin, zhao, late].map(place));
  assert.deepEqual(places, [places[0], places[0], places[0]]);
  assert.equal(await start(), "2026-11-02");
});

test("after the server has restarted, others are followed as before", { skip }, async () => {
  await server.stop();
  await server.startAgain();
  await button(lin, "Undo").click();
  await says(lin, "Undone. Work packages moved: ");
  await says(zhao, "Lin Wei: undoChange");
  assert.equal(await place(zhao), await place(lin));
});

test("a token that has expired is renewed, and the request is sent again", { skip }, async () => {
  const expired = (request) => ({ ...request.headers(), authorization: "Bearer expired" });
  await lin.route(/graphql/, (route) => route.continue({ headers: expired(route.request()) }), { times: 1 });
  const renewed = lin.waitForRequest((request) => request.postData()?.includes("refreshSession") ?? false);
  await drag(lin, 1);
  await says(lin, "This is what would happen");
  await renewed;
  await button(lin, "Discard").click();
});

test("a title is shown as the text that somebody typed", { skip }, async () => {
  const title = `<img src="x" onerror="document.body.remove()"> R&D`;
  const { workPackage } = await server.ask(token, `{ workPackage(key: "D11-2") { id } }`);
  const change = `mutation ($id: ID!, $title: String!) {
    updateWorkPackage(input: { workPackageId: $id, title: $title }) { userErrors { code } }
  }`;
  await server.ask(token, change, { id: workPackage.id, title });
  await zhao.locator(".bar-label", { hasText: `1.1 ${title}` }).waitFor();
});

test("who may not plan any more connects again with a new token, and is told so", { skip }, async () => {
  const { viewer } = await server.ask(await server.signIn("zhao.qian@example.com"), "{ viewer { userId } }");
  const change = `mutation ($id: ID!) {
    changeMemberRole(input: { userId: $id, role: VIEWER }) { userErrors { code } }
  }`;
  await server.ask(token, change, { id: viewer.userId });
  await drag(lin, 7);
  await says(lin, "This is what would happen");
  await button(lin, "Save").click();
  await says(zhao, "Lin Wei: applyPlanEdits");
  const before = await place(zhao);
  await drag(zhao, 3);
  await says(zhao, "This is what would happen");
  await button(zhao, "Save").click();
  await says(zhao, "Not saved. FORBIDDEN");
  assert.equal(await place(zhao), before);
});
