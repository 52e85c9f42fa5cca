// The pages of campaigns in Chromium: used by keyboard alone, checked with axe, compared with stored screenshots.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { PATIENCE, options, skip } from "./chromium.mjs";
import { compare, useFont } from "./screenshot.mjs";
import { Server } from "./server.mjs";

const PAGE = "/campaigns/D11?asOf=2026-10-20";
const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
const languages = { en: "en-GB", zh: "zh-CN" };

let axe, browser;
const servers = {};

before(async () => {
  if (skip) return;
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  [servers.en, servers.zh] = await Promise.all([Server.start(), Server.start({}, ["zh"])]);
  browser = await chromium.launch(options);
});
after(async () => {
  await browser?.close();
  await Promise.all(Object.values(servers).map((server) => server.remove()));
});

const origin = (language) => new URL(servers[language].url).origin;

/** An empty page of a browser; whatever the browser complains of fails the test. */
async function open(language, scheme, size, further = {}) {
  const settings = { locale: languages[language], colorScheme: scheme, viewport: sizes[size], ...further };
  const page = await (await browser.newContext(settings)).newPage();
  page.setDefaultTimeout(PATIENCE);
  page.on("pageerror", (error) => { throw error; });
  page.complaints = [];
  page.on("console", (line) => ["error", "warning"].includes(line.type()) && page.complaints.push(line.text()));
  return page;
}

/** A property of the element that has the focus. */
const focused = (page, name) => page.evaluate((name) => document.activeElement[name], name);

/** Opens a page of campaigns and signs in by keyboard alone. */
async function signIn(page, language, path = PAGE) {
  await page.goto(origin(language) + path);
  await page.keyboard.press("Tab");
  assert.equal(await focused(page, "name"), "email");
  await page.keyboard.type("lin.wei@example.com");
  await page.keyboard.press("Tab");
  await page.keyboard.type("leadtime-demo");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname + url.search === path);
}

/** Presses Tab until an element has the focus. */
async function tabTo(page, selector) {
  for (let at = 0; at < 40; at += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
  }
  assert.fail(`${selector} does not get the focus`);
}

/** What axe finds; shapes of the chart are one image to it. */
async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run({ exclude: [".chart svg > *"] }, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("\n  ")}`);
}

/** The page itself does not scroll sideways. */
const overflow = (page) => page.evaluate(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth - clientWidth;
});

test("somebody with a keyboard signs in, reads the page, and signs out", { skip }, async () => {
  const page = await open("en", "light", "desktop");
  await signIn(page, "en");
  assert.equal(await page.title(), "D11 · Double 11 2026 · Leadtime");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page, "innerText"), "Skip to content");
  const skipLink = await page.locator(".skip").boundingBox();
  assert.ok(skipLink.x >= 0 && skipLink.y >= 0, "it is seen when it has the focus");
  await page.keyboard.press("Enter");
  assert.equal(await focused(page, "id"), "main");
  await tabTo(page, ".chart");
  await page.setViewportSize(sizes.phone);
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => document.activeElement.scrollLeft > 0);
  await tabTo(page, "summary");
  await page.keyboard.press("Enter");
  await page.getByRole("table", { name: "Work packages with dates, progress and lateness" }).waitFor();
  assert.equal(await page.getByRole("row").count(), 1 + await page.locator("tbody tr").count());
  await page.keyboard.press("Tab");
  assert.equal(await focused(page, "className"), "table", "the table scrolls by keyboard too");
  await page.setViewportSize(sizes.desktop);
  await page.goto(origin("en") + "/campaigns");
  await tabTo(page, "tbody a");
  await page.keyboard.press("Enter");
  await page.waitForURL(/campaigns\/D11$/);
  await tabTo(page, ".who button");
  await page.keyboard.press("Enter");
  await page.waitForURL(/sign-in$/);
  await page.goto(origin("en") + PAGE);
  assert.match(page.url(), /sign-in/);
  assert.deepEqual(page.complaints, []);
});

test("somebody whose browser executes no scripts sees the same", { skip }, async () => {
  const page = await open("en", "light", "desktop", { javaScriptEnabled: false });
  await page.goto(origin("en") + PAGE);
  await page.getByLabel("E-mail").fill("lin.wei@example.com");
  await page.getByLabel("Password").fill("wrong wrong wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").waitFor();
  assert.equal(await page.getByLabel("E-mail").inputValue(), "lin.wei@example.com");
  await page.getByLabel("Password").fill("leadtime-demo");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: "D11" }).waitFor();
});

test("whoever has the address of a shared page sees the same page without a way in", { skip }, async () => {
  const server = servers.en;
  const token = await server.signIn("lin.wei@example.com");
  const { campaign } = await server.ask(token, `{ campaign(key: "D11") { id } }`);
  const { createToken } = await server.ask(token, `mutation ($id: ID!) {
    createToken(input: { name: "Page", scopes: [SHARE], campaignIds: [$id] }) { url userErrors { code } }
  }`, { id: campaign.id });
  const page = await open("en", "dark", "phone");
  await page.goto(`${origin("en")}${new URL(createToken.url).pathname}?asOf=2026-10-20`);
  await page.getByRole("heading", { level: 1, name: "D11" }).waitFor();
  assert.equal(await page.getByRole("button").count(), 0);
  assert.deepEqual([await violations(page), await overflow(page), page.complaints], [[], 0, []]);
});

for (const language of ["en", "zh"]) {
  for (const scheme of ["light", "dark"]) {
    for (const size of ["desktop", "phone"]) {
      test(`axe finds nothing: ${language}, ${scheme}, ${size}`, { skip }, async () => {
        const page = await open(language, scheme, size);
        await page.goto(origin(language) + PAGE);
        assert.deepEqual([await violations(page), await overflow(page)], [[], 0], "the form");
        await signIn(page, language);
        assert.equal(await page.getAttribute("html", "lang"), language);
        await page.locator("summary").click();
        assert.deepEqual([await violations(page), await overflow(page)], [[], 0], "the campaign");
        await page.goto(origin(language) + "/campaigns");
        assert.deepEqual([await violations(page), await overflow(page)], [[], 0], "the list");
        assert.deepEqual(page.complaints, []);
      });
    }
  }
}

const pictures = [
  ["campaign-desktop-light-en", "en", "light", "desktop", PAGE],
  ["campaign-desktop-dark-zh", "zh", "dark", "desktop", PAGE],
  ["campaign-phone-light-zh", "zh", "light", "phone", PAGE],
  ["campaign-phone-dark-en", "en", "dark", "phone", PAGE],
  ["list-desktop-dark-en", "en", "dark", "desktop", "/campaigns"],
  ["sign-in-phone-light-zh", "zh", "light", "phone", "/campaigns/sign-in"],
];

for (const [name, language, scheme, size, path] of pictures) {
  test(`it looks as it did: ${name}`, { skip }, async () => {
    const page = await open(language, scheme, size, { bypassCSP: true, reducedMotion: "reduce" });
    if (path.endsWith("sign-in")) await page.goto(origin(language) + path);
    else await signIn(page, language, path);
    await useFont(page);
    await compare(await page.screenshot({ fullPage: true }), name);
  });
}
