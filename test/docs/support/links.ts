import type { Page } from "./pages";

/** The targets of a page's links, without those on the web. */
export function linksOf(page: Page): readonly string[] {
  return [...withoutCode(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** The text of a page without its fenced blocks. */
export function withoutCode({ text }: Page): string {
  return text.replace(/^```[\s\S]*?^```$/gm, "");
}
