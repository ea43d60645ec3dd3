import { LocalProvider } from "@cdktf/provider-local/lib/provider";
import { type TerraformStack, TerraformVariable, Testing } from "cdktf";
import { EdgeLoadBalancer, IngressRouter, Listener, LogicalService, Members, topologyOf } from "portico";
import { Placement, SelfHosted, type SelfHostedProps } from "portico/self-hosted";
import { validateTopology } from "../../../lib/topology";
import { version } from "../../../lib/version";
import { loadDesignShop } from "../support/design-shop";
import { errorsOf, newStack, warningsOf } from "../support/synthesis";
import { contentOf, filesOf } from "./support/files";

const Shop = loadDesignShop();

/** A stack with one edge that leads to one service. */
function smallStack(
  props: SelfHostedProps = {},
  address?: string,
  member: string | Members = "10.0.0.1",
): TerraformStack {
  const stack = newStack("shop");
  const platform = new SelfHosted(props);
  const service = new LogicalService(stack, "db", {
    platform,
    port: 3306,
    protocol: "TCP",
    members: typeof member === "string" ? Members.addresses([member]) : member,
  });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform });
  edge.addListener("db", Listener.tcp({ port: 3306, service, ...(address === undefined ? {} : { address }) }));
  return stack;
}

describe("the program of the design, with no settings", () => {
  const stack = new Shop(Testing.app(), "shop-self", new SelfHosted({}));

  test("has nothing to say", () => {
    expect(errorsOf(stack)).toEqual([]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test("writes its Topology, valid and readable, and what runs the proxy with it", () => {
    const content = contentOf(stack, "/topology.json");

    expect(content).toBe(`${JSON.stringify(topologyOf(stack), null, 2)}\n`);
    expect(validateTopology(JSON.parse(content))).toEqual([]);
    expect(Object.keys(filesOf(stack)).sort()).toEqual([
      "${path.module}/portico/compose.yaml",
      "${path.module}/portico/portico.container",
      "${path.module}/portico/portico.service",
      "${path.module}/portico/topology.json",
    ]);
  });

  test("is the same bytes each time", () => {
    const again = new Shop(Testing.app(), "shop-self", new SelfHosted({}));
    expect(Testing.synth(again)).toBe(Testing.synth(stack));
    expect(Testing.synth(stack)).toBe(Testing.synth(stack));
  });

  test("is this", () => {
    const versioned = new Shop(Testing.app(), "shop-self", new SelfHosted({ image: { version: "1.2.3" } }));
    expect(Testing.synth(versioned)).toMatchSnapshot();
    expect(contentOf(versioned, ".service")).toMatchSnapshot("the unit");
    expect(contentOf(versioned, "compose.yaml")).toMatchSnapshot("the Compose file");
    expect(contentOf(versioned, ".container")).toMatchSnapshot("the Quadlet");
  });

  test("lets nobody but the owner write, and all read", () => {
    for (const file of Object.values(filesOf(stack))) {
      expect(file).toMatchObject({ file_permission: "0644", directory_permission: "0755" });
    }
  });
});

describe("the directory", () => {
  test.each([
    [undefined, "${path.module}/portico/topology.json"],
    ["deploy/proxy", "${path.module}/deploy/proxy/topology.json"],
    ["/srv/portico", "/srv/portico/topology.json"],
  ])("%s", (directory, filename) => {
    const stack = smallStack({ placement: Placement.files(directory === undefined ? {} : { directory }) });
    expect(Object.keys(filesOf(stack))).toContain(filename);
  });

  test("may be a token", () => {
    const stack = newStack();
    const directory = new TerraformVariable(stack, "directory", { type: "string" }).stringValue;
    new EdgeLoadBalancer(stack, "edge", { platform: new SelfHosted({ placement: Placement.files({ directory }) }) });
    expect(Object.keys(filesOf(stack))).toContain("${var.directory}/topology.json");
  });
});

describe("one proxy", () => {
  test("runs all edges of its name, whichever value each of them was given", () => {
    const stack = newStack();
    for (const port of [1, 2]) {
      const platform = new SelfHosted({});
      const service = new LogicalService(stack, `service-${port}`, { platform, port, protocol: "TCP" });
      const edge = new EdgeLoadBalancer(stack, `edge-${port}`, { platform });
      edge.addListener("tcp", Listener.tcp({ port, service }));
    }

    expect(errorsOf(stack)).toEqual([]);
    expect(Object.keys(filesOf(stack))).toHaveLength(4);
    expect(JSON.parse(contentOf(stack, "topology.json"))).toEqual(topologyOf(stack));
  });

  test("runs the edges of its own name alone, and what they lead to", () => {
    const stack = newStack();
    const [inner] = ["inner", "outer"].map((name) => {
      const platform = new SelfHosted({ name });
      const service = new LogicalService(stack, `${name}-service`, { platform, port: 80, protocol: "TCP" });
      const edge = new EdgeLoadBalancer(stack, `${name}-edge`, { platform });
      edge.addListener("tcp", Listener.tcp({ port: 80, service }));
      return edge;
    });

    expect(errorsOf(stack)).toEqual([]);
    expect(Object.keys(filesOf(stack)).sort()).toEqual([
      "${path.module}/inner/compose.yaml",
      "${path.module}/inner/portico-inner.container",
      "${path.module}/inner/portico-inner.service",
      "${path.module}/inner/topology.json",
      "${path.module}/outer/compose.yaml",
      "${path.module}/outer/portico-outer.container",
      "${path.module}/outer/portico-outer.service",
      "${path.module}/outer/topology.json",
    ]);
    expect(JSON.parse(contentOf(stack, "inner/topology.json"))).toEqual({
      version: 1,
      edges: [inner?.topology],
      routers: [],
      services: [{ name: "inner-service", protocol: "TCP", members: [] }],
    });
    expect(contentOf(stack, "outer.service")).toContain("proxy --config /etc/portico-outer/topology.json\n");
  });

  test("has no files where no edge is", () => {
    const stack = newStack();
    new LogicalService(stack, "service", { platform: new SelfHosted({}), port: 80 });
    expect(filesOf(stack)).toEqual({});
  });

  test("stands beside the user's own use of the local provider", () => {
    const stack = smallStack();
    new LocalProvider(stack, "local");
    const { provider } = JSON.parse(Testing.synth(stack)) as { provider: { local: unknown } };
    expect(provider.local).toEqual([{ alias: "portico" }, {}]);
    expect(Object.values(filesOf(stack)).map((file) => file.provider)).toEqual(Array(4).fill("local.portico"));
  });

  test("and its files are at hand", () => {
    const stack = newStack();
    const { resources } = new EdgeLoadBalancer(stack, "edge", { platform: new SelfHosted({}) });
    expect(resources.resources.topology.node.path).toBe("stack/portico-proxy/topology");
  });
});

describe("certificates", () => {
  const certificates = {
    shop: { certFile: "/etc/ssl/shop.crt", keyFile: "shop.key", ocspFile: "/etc/ssl/shop.der" },
    unused: { certFile: "/etc/ssl/unused.crt", keyFile: "/etc/ssl/unused.key" },
  };

  function secured(names: readonly string[]): TerraformStack {
    const stack = newStack("shop");
    const platform = new SelfHosted({ certificates });
    const router = new IngressRouter(stack, "router", { platform });
    const edge = new EdgeLoadBalancer(stack, "edge", { platform });
    edge.addListener("https", Listener.https({ port: 8443, router, certificates: names }));
    return stack;
  }

  test("that listeners name are in the Topology, and their files in the container", () => {
    const stack = secured(["shop"]);
    expect(JSON.parse(contentOf(stack, "topology.json"))).toMatchObject({
      certificates: [
        { name: "shop", certFile: "/etc/ssl/shop.crt", keyFile: "shop.key", ocspFile: "/etc/ssl/shop.der" },
      ],
    });
    const compose = contentOf(stack, "compose.yaml");
    expect(compose).toContain('source: "/etc/ssl/shop.crt"');
    expect(compose).toContain('source: "/etc/ssl/shop.der"');
    expect(compose).not.toContain("unused");
    const quadlet = contentOf(stack, ".container");
    expect(quadlet).toContain(
      "\nVolume=/etc/portico:/etc/portico:ro,z\nVolume=/etc/ssl/shop.crt:/etc/ssl/shop.crt:ro,z\nVolume=/etc/ssl/shop.der:/etc/ssl/shop.der:ro,z\n",
    );
    expect(quadlet).toContain("# The files that topology.json names have to be readable");
    expect(contentOf(stack, ".service")).toContain("#   chgrp portico shop.key && chmod 640 shop.key\n");
  });

  test.each(["gone", "constructor"])("that the platform does not have are errors: %s", (name) => {
    expect(errorsOf(secured([name]))).toEqual([expect.stringMatching(/\[unknown-certificate\]$/)]);
  });
});

describe("the right to bind low ports is given where it is needed, and nowhere else", () => {
  const rights = (port: number) => {
    const stack = newStack();
    const platform = new SelfHosted({});
    const service = new LogicalService(stack, "service", { platform, port: 80, protocol: "UDP" });
    new EdgeLoadBalancer(stack, "edge", { platform }).addListener("udp", Listener.udp({ port, service }));
    return {
      unit: /^AmbientCapabilities=(.*)$/m.exec(contentOf(stack, ".service"))?.[1],
      compose: contentOf(stack, "compose.yaml").includes("ip_unprivileged_port_start: 0"),
      quadlet: contentOf(stack, ".container").includes("Sysctl=net.ipv4.ip_unprivileged_port_start=0\n"),
      port: /^ +- "(.*(?:udp|tcp))"$/m.exec(contentOf(stack, "compose.yaml"))?.[1],
      published: /^PublishPort=(.*)$/m.exec(contentOf(stack, ".container"))?.[1],
    };
  };

  test.each([
    [53, { unit: "CAP_NET_BIND_SERVICE", compose: true, quadlet: true, port: "53:53/udp", published: "53:53/udp" }],
    [
      1023,
      { unit: "CAP_NET_BIND_SERVICE", compose: true, quadlet: true, port: "1023:1023/udp", published: "1023:1023/udp" },
    ],
    [1024, { unit: "", compose: false, quadlet: false, port: "1024:1024/udp", published: "1024:1024/udp" }],
  ])("%s", (port, expected) => {
    expect(rights(port)).toEqual(expected);
  });
});

test.each<[what: string, address: string | undefined, member: string | Members, host: boolean]>([
  ["every address", "0.0.0.0", "10.0.0.1", false],
  ["every address of both kinds", "::", "10.0.0.1", false],
  ["one address of the machine", "10.0.0.9", "10.0.0.1", true],
  ["an instance on the machine", undefined, "127.0.0.1", true],
  ["an instance on the machine, by name", undefined, "localhost", true],
  ["instances on the machine, by a name that is looked up", undefined, Members.dns("localhost"), true],
  ["instances elsewhere, by a name that is looked up", undefined, Members.dns("web.internal"), false],
])("the container is on the machine's network where the Topology is about it: %s", (_name, address, member, host) => {
  const stack = smallStack({}, address, member);
  const compose = contentOf(stack, "compose.yaml");
  expect(compose.includes('network_mode: "host"')).toBe(host);
  expect(compose.includes("ports:")).toBe(!host);
  const quadlet = contentOf(stack, ".container");
  expect(quadlet.includes("\nNetwork=host\n")).toBe(host);
  expect(quadlet.includes("PublishPort=")).toBe(!host);
});

test.each([
  [undefined, `portico:${version}`],
  [{ version: "9" }, "portico:9"],
  [{ name: "images.example.com/edge/portico", version: "9" }, "images.example.com/edge/portico:9"],
  [{ name: "a$HOME", version: "9" }, "a$$HOME:9"],
])("the image %j is %s", (image, reference) => {
  const stack = smallStack(image === undefined ? {} : { image });
  expect(contentOf(stack, "compose.yaml")).toContain(`image: "${reference}"\n`);
});

test("the Quadlet takes a per cent sign for what it is", () => {
  const stack = smallStack({ image: { name: "a%h", version: "9" } });
  expect(contentOf(stack, ".container")).toContain("\nImage=a%%h:9\n");
});
