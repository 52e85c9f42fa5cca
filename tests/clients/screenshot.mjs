// Screenshots compared with stored ones.  They are drawn with a font of npm, so that they are alike on every machine;
// what versions of Chromium draw differently at the edges of shapes is within the tolerance.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const stored = here("screenshots");
const out = here("out/screenshots");
const fonts = here("node_modules/@fontsource/noto-sans-sc/");

/** The most pixels that may differ, as a share of all; and by how many a side may be longer. */
const TOLERANCE = 0.01;
const LONGER = 8;

/** Has a page drawn with the font that screenshots are drawn with; its context has to bypass the policy of the page. */
export async function useFont(page) {
  const file = (route) => join(fonts, "files", route.request().url().split("/").pop());
  await page.route("**/test-fonts/*", (route) => route.fulfill({ path: file(route) }));
  const weights = await Promise.all([400, 600, 700].map((weight) => readFile(join(fonts, `${weight}.css`), "utf8")));
  const faces = weights.join("\n").replaceAll("./files/", "/test-fonts/");
  await page.addStyleTag({ content: `${faces} *, svg { font-family: "Noto Sans SC" !important }` });
  await page.evaluate(() => document.fonts.ready);
}

/** Compares a screenshot with the one that is stored under a name; `SCREENSHOTS=write` stores it anew. */
export async function compare(bytes, name) {
  const path = join(stored, `${name}.png`);
  if (process.env.SCREENSHOTS === "write") {
    await mkdir(stored, { recursive: true });
    await writeFile(path, bytes);
    return;
  }
  const [seen, expected] = [PNG.sync.read(bytes), PNG.sync.read(await readFile(path))];
  const [width, height] = ["width", "height"].map((side) => Math.min(seen[side], expected[side]));
  const longer = Math.max(...[seen, expected].flatMap((png) => [png.width - width, png.height - height]));
  const diff = new PNG({ width, height });
  const crop = (png) => {
    const part = new PNG({ width, height });
    PNG.bitblt(png, part, 0, 0, width, height, 0, 0);
    return part.data;
  };
  const differing = pixelmatch(crop(seen), crop(expected), diff.data, width, height, { threshold: 0.25 });
  const share = differing / (width * height);
  if (longer <= LONGER && share <= TOLERANCE) return;
  await mkdir(out, { recursive: true });
  await writeFile(join(out, `${name}.png`), bytes);
  await writeFile(join(out, `${name}.diff.png`), PNG.sync.write(diff));
  assert.fail(`${name}: ${(100 * share).toFixed(2)} % of pixels differ, sides by ${longer}: see ${out}`);
}
