import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformOutput, TerraformStack, TerraformVariable, Testing } from "cdktf";
import { EdgeLoadBalancer, IngressRouter, Listener, LogicalService, Match, Members, topologyOf } from "portico";
import { parseTopology } from "../../../lib/topology";
import { FakePlatform } from "./support/fake-platform";

const platform = new FakePlatform();

class Small extends TerraformStack {
  constructor(app: App, id: string, address?: string) {
    super(app, id);
    const users = new LogicalService(this, "users", {
      platform,
      port: 80,
      members: Members.addresses(["10.0.0.1", address ?? new TerraformVariable(this, "address", {}).stringValue]),
    });
    const router = new IngressRouter(this, "router", { platform });
    router.addRoute("users", { matches: [Match.pathPrefix("/users")], backends: [users] });
    new EdgeLoadBalancer(this, "edge", { platform }).addListener("http", Listener.http({ port: 80, router }));
  }
}

function inFolder(use: (outdir: string) => void): void {
  const outdir = mkdtempSync(join(tmpdir(), "portico-topology-"));
  try {
    use(outdir);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function fileOf(outdir: string, stack: string): string {
  return readFileSync(join(outdir, "stacks", stack, "portico.topology.json"), "utf8");
}

test("a stack keeps its Topology beside what Terraform reads", () => {
  inFolder((outdir) => {
    const app = new App({ outdir });
    const stack = new Small(app, "shop", "10.0.0.2");
    app.synth();
    expect(JSON.parse(fileOf(outdir, "shop"))).toEqual(topologyOf(stack));
  });
});

test("members that Terraform alone will know are left out, so that the document is valid", () => {
  inFolder((outdir) => {
    const app = new App({ outdir });
    new Small(app, "shop");
    app.synth();
    const { topology, diagnostics } = parseTopology(fileOf(outdir, "shop"));
    expect(diagnostics).toEqual([]);
    expect(topology?.services?.[0]?.members).toEqual([{ address: "10.0.0.1", port: 80 }]);
  });
});

test("a stack without Portico's constructs has none, and cdktf's test helpers write none", () => {
  inFolder((outdir) => {
    const app = new App({ outdir });
    new TerraformOutput(new TerraformStack(app, "plain"), "one", { value: 1 });
    app.synth();
    expect(readdirSync(join(outdir, "stacks", "plain"))).not.toContain("portico.topology.json");
  });
  expect(() => Testing.synth(new Small(Testing.app(), "shop"))).not.toThrow();
  expect(readdirSync(process.cwd())).not.toContain("portico.topology.json");
});
