import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type LocalRun, runLocally } from "../../lib/dev";
import type { Filter, Route, Topology } from "../../lib/topology";
import { echoFrom, fetchFrom } from "../proxy/support/clients";
import { freePort } from "../support/free-ports";

let folder: string;
let run: LocalRun | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "portico-local-run-"));
});

afterEach(async () => {
  await run?.close();
  run = undefined;
  rmSync(folder, { recursive: true, force: true });
});

function topology(routes: readonly Route[], services: readonly string[] = ["users"]): Topology {
  return {
    version: 1,
    edges: [{ name: "edge", listeners: [{ name: "http", port: 80, protocol: "HTTP", router: "shop" }] }],
    routers: [{ name: "shop", routes }],
    services: services.map((name) => ({ name, members: [{ address: "10.0.1.10", port: 8080 }] })),
  };
}

async function start(first: Topology): Promise<{ run: LocalRun; port: number; lines: string[] }> {
  const port = await freePort();
  const lines: string[] = [];
  run = await runLocally(first, { port, baseDir: folder, log: (line) => lines.push(line) });
  return { run, port, lines };
}

const prefix = (value: string) => ({ matches: [{ path: { type: "PathPrefix", value } as const }] });
const asking = (usersFile: string): readonly Filter[] => [{ type: "BasicAuth", usersFile }];

test("another Topology takes the place of the one that runs: what both have stays where it is", async () => {
  const { run, port } = await start(topology([{ name: "all", backends: [{ service: "users" }] }]));
  const before = run.topology.services?.[0]?.members;
  const problems = await run.update(
    topology(
      [
        { name: "orders", ...prefix("/orders"), backends: [{ service: "orders" }] },
        { name: "all", backends: [{ service: "users" }] },
      ],
      ["orders", "users"],
    ),
  );
  expect(problems).toEqual([]);
  expect(await echoFrom(port, "/orders/1")).toMatchObject({ service: "orders" });
  expect(await echoFrom(port, "/users/1")).toMatchObject({ service: "users" });
  expect(run.topology.services?.find(({ name }) => name === "users")?.members).toEqual(before);
});

test("instances of services that are gone are gone", async () => {
  const { run } = await start(topology([{ name: "all", backends: [{ service: "users" }] }], ["users", "old"]));
  const [gone] = run.topology.services?.find(({ name }) => name === "old")?.members ?? [];
  await expect(fetchFrom(gone?.port ?? 0, "/")).resolves.toMatchObject({ status: 200 });
  await run.update(topology([{ name: "all", backends: [{ service: "users" }] }]));
  await expect(fetchFrom(gone?.port ?? 0, "/")).rejects.toThrow("ECONNREFUSED");
});

test("what cannot be run is said, and what ran goes on", async () => {
  const { run, port } = await start(topology([{ name: "all", backends: [{ service: "users" }] }]));
  writeFileSync(join(folder, "broken"), "no colon");
  const broken = [{ name: "all", filters: asking("broken"), backends: [{ service: "users" }] }];
  expect(await run.update(topology(broken))).toEqual([
    expect.stringMatching(/^routers\[0\]\.routes\[0\]\.filters\[0\]\.usersFile: line 1 of "broken" is no NAME:HASH/),
  ]);
  expect(await echoFrom(port, "/")).toMatchObject({ service: "users" });
  expect(await run.update(topology([{ name: "new", backends: [{ service: "users" }] }]))).toEqual([]);
});

test("who may sign in is made up for this run, in a file that its owner alone may read, and gone with it", async () => {
  const routes = [{ name: "staff", filters: asking("staff.htpasswd"), backends: [{ service: "users" }] }];
  const { run, port } = await start(topology(routes));
  const [route] = run.topology.routers?.[0]?.routes ?? [];
  const user = route && run.userOf(route);
  const basic = (password = "") => ({
    headers: { authorization: `Basic ${Buffer.from(`dev:${password}`).toString("base64")}` },
  });
  expect(user).toEqual({ name: "dev", password: expect.stringMatching(/^[\w-]{12}$/) });
  expect(run.notes).toEqual([
    `route staff lets dev in with the password ${user?.password} here: staff.htpasswd is not here`,
  ]);
  expect((await fetchFrom(port, "/")).status).toBe(401);
  expect((await fetchFrom(port, "/", basic("guess"))).status).toBe(401);
  expect((await fetchFrom(port, "/", basic(user?.password))).status).toBe(200);

  const [filter] = route?.filters ?? [];
  const file = filter?.type === "BasicAuth" ? (filter.usersFile ?? "") : "";
  expect([statSync(file).mode & 0o777, statSync(dirname(file)).mode & 0o777]).toEqual([0o600, 0o700]);
  expect(readFileSync(file, "utf8")).not.toContain(user?.password);
  await run.update(topology([...routes, { name: "more", ...prefix("/more"), backends: [{ service: "users" }] }]));
  expect((await fetchFrom(port, "/", basic(user?.password))).status).toBe(200);
  expect(readdirSync(folder)).toEqual([]);
  await run.close();
  expect(existsSync(dirname(file))).toBe(false);
});

test("users of the Topology's own are asked for once they are here", async () => {
  const routes = [{ name: "staff", filters: asking("staff.htpasswd"), backends: [{ service: "users" }] }];
  const { run } = await start(topology(routes));
  writeFileSync(join(folder, "staff.htpasswd"), "ann:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/\n");
  await run.update(topology(routes));
  expect(run.notes).toEqual([]);
  expect(run.topology.routers?.[0]?.routes[0]?.filters).toEqual(asking("staff.htpasswd"));
});
