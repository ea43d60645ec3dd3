import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ImportSource, importSetup, writeStack } from "../../lib/import";
import { validateTopology } from "../../lib/topology";
import { asSynthesized, runStack } from "./support";

describe.each<[source: ImportSource, setup: string, golden: string]>([
  ["kontena", "kontena.yml", "kontena.ts"],
  ["ingress", "ingress.yaml", "ingress.ts"],
])("the program for a setup of %s", (source, setup, golden) => {
  const imported = importSetup(source, readFileSync(join(__dirname, "setups", setup), "utf8"));
  const program = writeStack(imported);
  const file = join(__dirname, "golden", golden);

  test("is the one that was read through, and that the compiler checks", () => {
    expect(program).toBe(readFileSync(file, "utf8"));
  });

  test("makes the stack that the import means", () => {
    expect(validateTopology(imported.topology)).toEqual([]);
    const { certificates: _, ...topology } = runStack(program, imported);
    expect(topology).toEqual(asSynthesized(imported.topology));
  });
});

test("a class has the name that is asked for, and names that are no words of TypeScript become some", () => {
  const imported = importSetup(
    "kontena",
    "services: { class: { environment: [KONTENA_LB_VIRTUAL_PATH=/a] }, 2-x: { environment: [KONTENA_LB_VIRTUAL_PATH=/b] } }",
  );
  const program = writeStack(imported, "Shop");
  expect(program).toContain("export class Shop extends TerraformStack {");
  expect(runStack(program, imported, "Shop").routers?.[0]?.routes.map(({ name }) => name)).toEqual(["class", "2-x"]);
});

test("nothing of the file can end a text or a comment of the program", () => {
  const evil = '*/ process.exit(1) /* "); process.exit(1) //';
  const imported = importSetup(
    "kontena",
    JSON.stringify({
      services: {
        lb: { image: "kontena/lb", environment: { ACME_CHALLENGE_x: evil, KONTENA_LB_SSL_CIPHERS: evil } },
        web: { environment: { KONTENA_LB_BALANCE: evil, KONTENA_LB_VIRTUAL_PATH: "/a" } },
      },
    }),
  );
  const topology = runStack(writeStack(imported), imported);
  expect(topology.routers?.[0]?.routes[0]?.filters).toEqual([
    { type: "FixedResponse", statusCode: 200, contentType: "text/plain", body: evil },
  ]);
});
