import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { IngressDialectName } from "../../constructs/kubernetes/ingress/dialect";
import { dialectFor } from "../../constructs/kubernetes/ingress/dialects";
import { ROOT, readPage } from "./support/pages";
import { tableRows } from "./support/tables";

const folder = join(ROOT, "constructs", "kubernetes", "ingress", "dialects");
const dialects = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const rows = tableRows(readPage("docs/routing.md"), "dialect").map(([name = "", , classes = ""]) => ({
  name: name.replaceAll("`", ""),
  classes: [...classes.matchAll(/`([^`]+)`/g)].map(([, className = ""]) => className),
}));

test("the guide has every ingress dialect, and no other", () => {
  expect(rows.map(({ name }) => name).sort()).toEqual(dialects.sort());
});

test.each(rows)("classes of the guide are taken as $name", ({ name, classes }) => {
  const taken = [
    ...classes.map((className) => dialectFor(className, undefined)),
    dialectFor("some-class", name as IngressDialectName),
  ];
  expect(new Set(taken.map((dialect) => dialect.name))).toEqual(new Set([name]));
});
