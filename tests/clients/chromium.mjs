// The Chromium of this machine; a test without it is skipped, but not in CI.
import { spawnSync } from "node:child_process";

/** Milliseconds after which a page is given up, on a machine that is busy. */
export const PATIENCE = 180_000;

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const which = (name) => spawnSync("which", [name], { encoding: "utf8" }).stdout.trim();
const executablePath = names.map(which).find(Boolean);

export const skip = !executablePath && !process.env.CI && "no Chromium";

const args = ["no-sandbox", "disable-gpu", "no-first-run", "disable-background-networking", "disable-component-update",
  "disable-sync", "font-render-hinting=none", "disable-lcd-text"].map((flag) => `--${flag}`);

/** What Playwright launches it with. */
export const options = { executablePath, args, timeout: PATIENCE };
