import { File } from "@cdktf/provider-local/lib/file";
import { LocalProvider } from "@cdktf/provider-local/lib/provider";
import { TerraformStack } from "cdktf";
import { EdgeLoadBalancer, Listener, LogicalService, Members } from "portico";
import { SelfHosted } from "portico/self-hosted";
import { synthesizeApp } from "../support/synthesis";

interface Stack {
  readonly resource: { readonly local_file: Readonly<Record<string, { filename: string; content: string }>> };
  readonly output?: Readonly<Record<string, { value: string }>>;
}

test("a value of another stack's resource finds its way into the proxy's file", () => {
  const stacks = synthesizeApp((app) => {
    const platform = new SelfHosted({});
    const services = new TerraformStack(app, "services");
    new LocalProvider(services, "local");
    const machine = new File(services, "machine", { filename: "address", content: "" });
    const service = new LogicalService(services, "db", {
      platform,
      port: 3306,
      protocol: "TCP",
      members: Members.addresses([machine.id]),
    });
    const edges = new TerraformStack(app, "edges");
    const edge = new EdgeLoadBalancer(edges, "edge", { platform });
    edge.addListener("db", Listener.tcp({ port: 3306, service }));
  }) as Readonly<Record<"services" | "edges", Stack>>;

  const [name] = Object.keys(stacks.services.output ?? {});
  const topology = Object.values(stacks.edges.resource.local_file).find(({ filename }) =>
    filename.endsWith("topology.json"),
  );
  expect(stacks.services.output?.[name ?? ""]?.value).toBe("${local_file.machine.id}");
  expect(topology?.content).toContain(
    `"address": "\${data.terraform_remote_state.cross-stack-reference-input-services.outputs.${name}}"`,
  );
});
