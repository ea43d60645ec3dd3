import { gatewayRelease } from "../../constructs/kubernetes/gateway/release";
import { gatewaySupport } from "../../constructs/kubernetes/gateway/support";
import { FEATURES, type Feature } from "../../constructs/kubernetes/routes/features";
import type { Support } from "../../constructs/kubernetes/routes/plan-routes";
import { codeUses, type Severity } from "./support/codes";
import { pages, readPage } from "./support/pages";
import { argumentsOf, calledName, nameOf, nodesOf, type Source, sourcesIn, textOf } from "./support/syntax";
import { tableRows } from "./support/tables";

const sources = [...sourcesIn("lib"), ...sourcesIn("constructs")];
const uses = codeUses(sources);
const rows = tableRows(readPage("docs/diagnostics.md"), "code").map(([code = "", severity = ""]) => ({
  code: code.replaceAll("`", ""),
  severity,
}));

/** What lowers routes, by what its codes start with, each in every form that it has. */
const SUPPORTS: Readonly<Record<string, readonly Support[]>> = {
  // A class that is not known has none of the features.
  ingress: [{}],
  gateway: (["1.2", "1.3", "1.4", "1.5", "1.6"] as const).flatMap((version) =>
    (["standard", "experimental"] as const).map((channel) =>
      gatewaySupport(gatewayRelease({ className: "some-class", version, channel })),
    ),
  ),
};

/** Codes that are put together, by what the sources say of them: each with the codes that it becomes. */
const FAMILIES: Readonly<Record<string, () => readonly string[]>> = {
  // What NameTable is told that its elements are called.
  "unknown-${}": () => firstArguments("lib/topology/checks/check.ts", "table").map((noun) => `unknown-${noun}`),
  "aws-quota-${}": () =>
    firstArguments("constructs/aws/edge/quota-findings.ts", "check").map(
      (what) => `aws-quota-${what.replaceAll(" ", "-")}`,
    ),
  // A way to lower routes, and a feature that it lacks, or lacks for some uses.
  "${}-${}": () =>
    Object.entries(SUPPORTS).flatMap(([prefix, supports]) =>
      (Object.keys(FEATURES) as Feature[])
        .filter((feature) => supports.some((support) => support[feature] !== true))
        .map((feature) => `${prefix}-${feature}`),
    ),
  // The Gateway API has a meaning for it.
  "${}-no-weight": () => ["ingress-no-weight"],
};

const inSources = new Set(uses.flatMap(({ code }) => FAMILIES[code]?.() ?? [code]));

test("every code that is put together is known as a family", () => {
  expect(uses.map(({ code }) => code).filter((code) => code.includes("${}") && !(code in FAMILIES))).toEqual([]);
});

test("every way to lower routes is known", () => {
  expect([...prefixes()].sort()).toEqual(Object.keys(SUPPORTS).sort());
});

test("every code of the sources is on the page", () => {
  const onPage = new Set(rows.map(({ code }) => code));
  expect([...inSources].filter((code) => !onPage.has(code)).sort()).toEqual([]);
});

test("every code on the page is in the sources, once", () => {
  const codes = rows.map(({ code }) => code);
  expect(codes.filter((code, index) => !inSources.has(code) || codes.indexOf(code) !== index)).toEqual([]);
});

test("every code that another page names is in the sources", () => {
  const ingressClasses = tableRows(readPage("docs/routing.md"), "dialect").join(" ");
  const named = pages().flatMap(({ file, text }) =>
    [...text.matchAll(/`((?:alb|aws|nlb|kubernetes|ingress|traefik|haproxy|nginx|gateway)-[a-z-]+)`/g)]
      .filter(([token, code = ""]) => !inSources.has(code) && !ingressClasses.includes(token))
      .map(([, code]) => `${file}: ${code}`),
  );
  expect(named).toEqual([]);
});

test("the page names the severity that the sources give", () => {
  const given = new Map<string, Set<Severity>>();
  for (const { code, severity } of uses) {
    if (severity === undefined) continue;
    for (const one of FAMILIES[code]?.() ?? [code]) given.set(one, (given.get(one) ?? new Set()).add(severity));
  }
  const wrong = rows.filter(({ code, severity }) => {
    const severities = given.get(code);
    return !/^(?:error|warning)$/.test(severity) || (severities !== undefined && !severities.has(severity as Severity));
  });
  expect(wrong).toEqual([]);
});

function sourceOf(file: string): Source | undefined {
  return sources.find((source) => source.file === file);
}

/** The texts that calls of a function in a file are given first. */
function firstArguments(file: string, called: string): readonly string[] {
  const calls = [...nodesOf(sourceOf(file)?.tree)].filter(
    (node) => node.type === "CallExpression" && calledName(node) === called,
  );
  return [...new Set(calls.flatMap((call) => textOf(argumentsOf(call)[0]) ?? []))];
}

function prefixes(): readonly string[] {
  const fields = sources.flatMap(({ tree }) =>
    [...nodesOf(tree)].filter((node) => node.type === "KeyValueProperty" && nameOf(node.key) === "prefix"),
  );
  return [...new Set(fields.flatMap(({ value }) => textOf(value) ?? []))];
}
