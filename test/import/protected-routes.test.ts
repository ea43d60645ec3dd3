import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EchoService } from "../../lib/echo";
import { type ImportSource, importSetup } from "../../lib/import";
import { SILENT, startProxy } from "../../lib/proxy";
import { fetchFrom } from "../proxy/support/clients";
import { freePort } from "../support/free-ports";

const KONTENA = `
  services:
    web:
      environment:
        KONTENA_LB_BASIC_AUTH_SECRETS: |
          user ann password $apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/
          user bob insecure-password hunter2`;

const INGRESS = `
  kind: Ingress
  metadata:
    name: web
    annotations:
      nginx.ingress.kubernetes.io/auth-type: basic
      nginx.ingress.kubernetes.io/auth-secret: users
  spec: { defaultBackend: { service: { name: web, port: { number: 80 } } } }
---
  kind: Secret
  metadata: { name: users }
  stringData: { auth: "bob:{PLAIN}hunter2" }`;

test.each<[source: ImportSource, text: string]>([
  ["kontena", KONTENA],
  ["ingress", INGRESS],
])("the proxy asks for the passwords of a setup of %s, and lets those in who know them", async (source, text) => {
  const folder = mkdtempSync(join(tmpdir(), "portico-import-"));
  const echo = await EchoService.start({ service: "web", instance: "web-1", address: "127.0.0.1" });
  const port = await freePort();
  const { topology, files } = importSetup(source, text);
  for (const { name, content } of files) writeFileSync(join(folder, name), content);
  const proxy = await startProxy({
    baseDir: folder,
    log: SILENT,
    topology: {
      ...topology,
      edges: (topology.edges ?? []).map((edge) => ({
        ...edge,
        listeners: edge.listeners.map((listener) => ({ ...listener, address: "127.0.0.1", port })),
      })),
      services: [{ name: "web", members: [{ address: echo.address, port: echo.port }] }],
    },
  });
  try {
    const as = (user: string) => ({ headers: { authorization: `Basic ${Buffer.from(user).toString("base64")}` } });
    expect((await fetchFrom(port, "/")).status).toBe(401);
    expect((await fetchFrom(port, "/", as("bob:hunter3"))).status).toBe(401);
    const passed = await fetchFrom(port, "/", as("bob:hunter2"));
    expect(passed.status).toBe(200);
    expect(JSON.parse(passed.body).headers).not.toHaveProperty("authorization");
  } finally {
    await proxy.close({ graceMs: 0 });
    await echo.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
