import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { linksOf, withoutCode } from "./support/links";
import { type Page, pages, ROOT, readPage } from "./support/pages";

const named = [...pages(), readPage("CONTRIBUTING.md"), readPage("CHANGELOG.md")].map(
  (page) => [page.file, page] as const,
);

test.each(named)("%s links nothing that is not there", (_, page) => {
  expect(linksOf(page).filter((target) => !leadsSomewhere(page, target))).toEqual([]);
});

test("the README leads to every page", () => {
  const linked = new Set(linksOf(readPage("README.md")).map((target) => target.replace(/#.*/, "")));
  const missing = named.map(([file]) => file).filter((file) => /^docs\/[^/]+\.md$/.test(file) && !linked.has(file));
  expect(missing).toEqual([]);
});

function leadsSomewhere({ file }: Page, target: string): boolean {
  const [path = "", anchor] = target.split("#");
  const linked = path === "" ? file : normalize(join(dirname(file), path));
  if (!existsSync(join(ROOT, linked))) return false;
  return anchor === undefined || anchorsOf(readPage(linked)).has(anchor);
}

/** Anchors as GitHub makes them of headings. */
function anchorsOf(page: Page): ReadonlySet<string> {
  const headings = [...withoutCode(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}
