import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkFilterFiles, type Filter, filterFiles, formatDiagnostic } from "../../lib/topology";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "portico-filter-files-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function topologyWith(filters: readonly Filter[]) {
  return { version: 1, routers: [{ name: "main", routes: [{ name: "a", filters }] }] } as const;
}

function check(filters: readonly Filter[]): readonly string[] {
  return checkFilterFiles(topologyWith(filters), folder).map(
    (diagnostic) => `${diagnostic.severity} ${diagnostic.code} ${formatDiagnostic(diagnostic)}`,
  );
}

test("the files of all filters are known, each once, in full", () => {
  const filters: Filter[] = [
    { type: "BasicAuth", usersFile: "users" },
    {
      type: "ErrorPages",
      pages: [
        { statuses: ["404"], file: "/pages/404.html" },
        { statuses: ["405"], file: "/pages/404.html" },
        { statuses: ["406"], body: "" },
      ],
    },
    { type: "Compression" },
  ];
  expect(filterFiles(topologyWith(filters), folder)).toEqual([join(folder, "users"), "/pages/404.html"]);
});

test("files that can be used are passed over", () => {
  writeFileSync(join(folder, "users"), "# staff\n\nann:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\r\n");
  writeFileSync(join(folder, "404.html"), "");
  const page = { statuses: ["404"], file: "404.html" };
  expect(
    check([
      { type: "BasicAuth", usersFile: "users" },
      { type: "ErrorPages", pages: [page] },
    ]),
  ).toEqual([]);
});

test("files that are not there, or no files, are named with their places", () => {
  const pages = [
    { statuses: ["404"], body: "" },
    { statuses: ["405"], file: "." },
  ];
  expect(
    check([
      { type: "BasicAuth", usersFile: "none" },
      { type: "ErrorPages", pages },
    ]),
  ).toEqual([
    `error unreadable-file routers[0].routes[0].filters[0].usersFile: "none" does not exist; looked for ${folder}/none`,
    `error unreadable-file routers[0].routes[0].filters[1].pages[1].file: "." is a folder; looked for ${folder}`,
  ]);
});

test.each([
  ["no user", "# nobody yet\n", ['"users" names no user; add one with "htpasswd -B FILE NAME"']],
  [
    "lines that are no users, without what they hold",
    "ann:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\nbob:password\n\neve\n",
    [
      'line 2 of "users" has a hash of no known kind; use bcrypt with a cost of 4 to 14, as "htpasswd -nB NAME" does',
      'line 4 of "users" is no NAME:HASH; write it as "htpasswd -nB NAME" prints it',
    ],
  ],
])("a file of users with %s", (_, text, messages) => {
  writeFileSync(join(folder, "users"), text);
  expect(check([{ type: "BasicAuth", usersFile: "users" }])).toEqual(
    messages.map((message) => `error invalid-user routers[0].routes[0].filters[0].usersFile: ${message}`),
  );
});
