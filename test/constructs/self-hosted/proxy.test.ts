import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, get, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import { EdgeLoadBalancer, Filter, IngressRouter, Listener, LogicalService, Match, Members } from "portico";
import { SelfHosted } from "portico/self-hosted";
import { explainOutput } from "../../../lib/parity";
import { type RunningProxy, SILENT, startProxy } from "../../../lib/proxy";
import { freePort } from "../../support/free-ports";
import { newStack } from "../support/synthesis";
import { contentOf } from "./support/files";

const folder = mkdtempSync(join(tmpdir(), "portico-files-"));
let instance: Server;
let proxy: RunningProxy | undefined;

beforeAll(async () => {
  instance = createServer((request, response) => response.end(`users ${request.url}`));
  await new Promise<void>((resolve) => instance.listen(0, "127.0.0.1", resolve));
});

afterAll(async () => {
  await proxy?.close({ graceMs: 0 });
  instance.closeAllConnections();
  await new Promise((resolve) => instance.close(resolve));
  rmSync(folder, { recursive: true });
});

test("the proxy runs the file that is written for it, and explain reads the same file", async () => {
  const port = await freePort();
  const stack = newStack("shop");
  const platform = new SelfHosted({});
  const { port: instancePort } = instance.address() as AddressInfo;
  const users = new LogicalService(stack, "users", {
    platform,
    port: instancePort,
    members: Members.addresses(["127.0.0.1"]),
  });
  const router = new IngressRouter(stack, "router", { platform });
  router.addRoute("users", { matches: [Match.pathPrefix("/users")], backends: [users] });
  const body = 'an ${expression}, 100%{sure}, "quoted"\n';
  router.addRoute("fixed", { filters: [Filter.fixedResponse({ statusCode: 200, body })] });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform });
  edge.addListener("http", Listener.http({ address: "127.0.0.1", port, router }));

  const configFile = join(folder, "topology.json");
  writeFileSync(configFile, contentOf(stack, "topology.json"));
  proxy = await startProxy({ configFile, log: SILENT });
  const decisions = ["/users/7", "/other"].map((path) => {
    const [explanation] = explainOutput(Testing.synth(stack), {
      method: "GET",
      url: `http://127.0.0.1:${port}${path}`,
    });
    return [explanation?.decision.route, explanation?.decision.service];
  });

  expect(await fetchText(port, "/users/7")).toBe("users /users/7");
  expect(await fetchText(port, "/other")).toBe(body);
  expect(decisions).toEqual([
    ["users", "users"],
    ["fixed", null],
  ]);
});

function fetchText(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve(text));
    }).on("error", reject);
  });
}
