import { join } from "node:path";
import { portico, withFiles } from "./run-portico";
import { shop } from "./shop-topology";

describe("portico validate", () => {
  test("a valid Topology is counted, exit 0", async () => {
    await withFiles({ "topology.json": shop }, async (folder) => {
      const file = join(folder, "topology.json");
      expect(await portico("validate", file)).toEqual({
        status: 0,
        out: `${file} is valid: 1 listener, 4 routes, 3 services\n`,
        err: "",
      });
    });
  });

  test("every problem is a line on standard error, exit 2, nothing on standard output", async () => {
    const broken = JSON.stringify(shop)
      .replace('"service":"users"', '"service":"user"')
      .replace('"weight":10', '"wieght":10')
      .replace('"port":8080', '"port":0');
    await withFiles({ "topology.json": broken }, async (folder) => {
      const file = join(folder, "topology.json");
      const { status, out, err } = await portico("validate", file);
      expect({ status, out }).toEqual({ status: 2, out: "" });
      expect(err.trimEnd().split("\n")).toEqual([
        expect.stringMatching(/^portico: error: edges\[0\]\.listeners\[0\]\.port: /),
        'portico: error: routers[0].routes[0].backends[0].service: no service "user"; did you mean "users"?',
        'portico: error: routers[0].routes[2].backends[1].wieght: unknown field "wieght"; did you mean "weight"?',
        `portico: ${file} is not valid: 3 errors`,
      ]);
    });
  });

  test("an unknown service, a shared port and a missing certificate file are said in one go", async () => {
    const listener = { name: "https", port: 8443, protocol: "HTTPS", router: "shop", certificates: ["shop"] };
    const https = {
      ...shop,
      edges: [
        { name: "edge", listeners: [listener] },
        { name: "second", listeners: [listener] },
      ],
      routers: [{ name: "shop", routes: [{ name: "users", backends: [{ service: "user" }] }] }],
      certificates: [{ name: "shop", certFile: "shop.crt", keyFile: "shop.key" }],
    };
    await withFiles({ "topology.json": https }, async (folder) => {
      const { status, err } = await portico("validate", join(folder, "topology.json"));
      expect(status).toBe(2);
      expect(err).toContain('routers[0].routes[0].backends[0].service: no service "user"');
      expect(err).toContain("edges[1].listeners[0]");
      expect(err).toContain("certificates[0].certFile: ");
      expect(err).toContain("certificates[0].keyFile: ");
    });
  });

  test("what the proxy cannot run is a warning", async () => {
    const discovery = { type: "docker", label: "x", port: 80 };
    const found = { ...shop, services: [...(shop.services ?? []), { name: "found", discovery }] };
    await withFiles({ "topology.json": found }, async (folder) => {
      const { status, err } = await portico("validate", join(folder, "topology.json"));
      expect(status).toBe(0);
      expect(err).toMatch(/^portico: warning: services\[3\]\.discovery\.type: /);
    });
  });

  test.each([
    ["a file that is not there", "missing.json", "no such file"],
    ["a folder", ".", "there is no portico.topology.json in this folder; name a file, or synthesize the app first"],
  ])("%s is bad usage: one line, exit 2", async (_, name, reason) => {
    await withFiles({}, async (folder) => {
      const file = join(folder, name);
      expect(await portico("validate", file)).toEqual({ status: 2, out: "", err: `portico: ${file}: ${reason}\n` });
    });
  });

  test("text that is not JSON is named with line and column", async () => {
    await withFiles({ "topology.json": '{\n  "version": 1,\n}' }, async (folder) => {
      const { status, err } = await portico("validate", join(folder, "topology.json"));
      expect(status).toBe(2);
      expect(err).toMatch(/line 3, column 1/);
    });
  });
});
