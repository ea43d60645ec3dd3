import { readFileSync } from "node:fs";
import { join } from "node:path";
import { namedFiles, validateTopology } from "../../lib/topology";
import { topologyNaming } from "./support/every-file";

const topology = topologyNaming((holds) => `${holds}.txt`);

test("every file is known by its place and by what it holds", () => {
  expect(validateTopology(topology)).toEqual([]);
  expect(namedFiles(topology).map(({ path, file, holds }) => `${path} ${file} ${holds}`)).toEqual([
    "certificates[0].certFile certificate.txt certificate",
    "certificates[0].keyFile key.txt key",
    "certificates[0].ocspFile ocsp.txt ocsp",
    "edges[0].listeners[0].tls.clientValidation.caFile authorities.txt authorities",
    "services[0].tls.caFile authorities.txt authorities",
    "routers[0].routes[0].filters[0].usersFile users.txt users",
    "routers[0].routes[0].filters[1].pages[0].file page.txt page",
  ]);
});

test("no field of the schema that names a file is left out", () => {
  const schema: unknown = JSON.parse(readFileSync(join(__dirname, "../../schema/topology.v1.json"), "utf8"));
  const fields = namedFiles(topology).map(({ path }) => path.slice(path.lastIndexOf(".") + 1));
  expect(fields.sort()).toEqual(fileFields(schema).sort());
});

/** The properties called so, of all types. */
function fileFields(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, inner]) => {
    const names = keyword === "properties" && typeof inner === "object" && inner !== null ? Object.keys(inner) : [];
    return [...names.filter((name) => /file$/i.test(name)), ...fileFields(inner)];
  });
}

test("nothing is named where nothing is said, or what is said cannot be read", () => {
  expect(namedFiles({})).toEqual([]);
  expect(
    namedFiles({
      certificates: [undefined, {}],
      edges: [undefined, {}, { listeners: [undefined, { protocol: "HTTPS" }] }],
      routers: [
        undefined,
        { routes: [undefined, { filters: [undefined, { type: "ErrorPages", pages: [undefined] }] }] },
      ],
      services: [undefined, { tls: {} }],
    }),
  ).toEqual([]);
});
