import { TerraformVariable, Testing } from "cdktf";
import { EdgeLoadBalancer, Listener, LogicalService } from "portico";
import { type KubernetesPlacementProps, Placement, type ProcessProps, SelfHosted, Tiers } from "portico/self-hosted";
import { parseQuantity } from "../../../constructs/self-hosted/placements/kubernetes/quantity";
import { proxyCommand } from "../../../lib/cli/commands/proxy";
import { readConnectionLimits } from "../../../lib/proxy/connections";
import { loadDesignShop } from "../support/design-shop";
import { errorsOf, newStack, warningsOf } from "../support/synthesis";
import { edgeStack } from "./support/edge-stack";
import { contentOf } from "./support/files";
import { resourceOf } from "./support/resources";

const files = (props: Omit<Parameters<typeof edgeStack>[0], "placement">) =>
  edgeStack({ placement: Placement.files(), ...props }).stack;

const docker = (props: Omit<Parameters<typeof edgeStack>[0], "placement">) =>
  edgeStack({ placement: Placement.docker(), ...props }).stack;

const pods = (props: Omit<Parameters<typeof edgeStack>[0], "placement">, placement: KubernetesPlacementProps = {}) =>
  edgeStack({ placement: Placement.kubernetes(placement), ...props }).stack;

type Stack = ReturnType<typeof files>;

/** The command line in each form that a placement has for it. */
const forms: Readonly<Record<string, (props: Parameters<typeof files>[0], tier?: string) => string>> = {
  unit: (props, tier) => execOf(files(props), `${tier ?? "portico"}.service`, "ExecStart=/usr/bin/env portico "),
  Quadlet: (props, tier) => execOf(files(props), `${tier ?? "portico"}.container`, "Exec="),
  "Compose file": (props, tier) => {
    const text = contentOf(files(props), `/${tier ?? "portico"}/compose.yaml`);
    const [, list = ""] = /^ {4}command:\n((?: {6}- .*\n)+)/m.exec(text) ?? [];
    return [...list.matchAll(/- "(.*)"$/gm)].map(([, argument]) => argument).join(" ");
  },
  container: (props, tier) => resourceOf(docker(props), "docker_container", idOf(tier)).command.join(" "),
  pod: (props, tier) => containerOf(pods(props), idOf(tier)).args.join(" "),
};

const idOf = (tier: string | undefined) => (tier === undefined ? "proxy_" : "proxy_router");

function execOf(stack: Stack, ending: string, key: string): string {
  const line = contentOf(stack, ending)
    .split("\n")
    .find((text) => text.startsWith(key));
  return line?.slice(key.length) ?? "";
}

function containerOf(stack: Stack, ending = "") {
  return resourceOf(stack, "kubernetes_deployment_v1", ending).spec.template.spec.container[0];
}

const PLAIN = "proxy --config /etc/portico/topology.json";
const all = { workers: 4, maxConnections: 20_000, maxConnectionsPerSource: 200 };

describe.each(Object.keys(forms))("the command line of the %s", (form) => {
  const commandLine = forms[form] ?? (() => "");

  test.each<[ProcessProps, string]>([
    [{}, PLAIN],
    [{ workers: 1 }, `${PLAIN} --workers 1`],
    [{ maxConnections: 10_000_000 }, `${PLAIN} --max-connections 10000000`],
    [{ maxConnectionsPerSource: 200 }, `${PLAIN} --max-connections-per-source 200`],
    [all, `${PLAIN} --workers 4 --max-connections 20000 --max-connections-per-source 200`],
  ])("has what is said and leaves the rest to the proxy: %j", (props, expected) => {
    expect(commandLine(props)).toBe(expected);
  });

  test.each<[edge: ProcessProps, expected: string, own?: Pick<ProcessProps, "workers" | "maxConnections">]>([
    [{}, "--max-connections-per-source 50000"],
    [all, "--workers 4 --max-connections 20000 --max-connections-per-source 20000"],
    [{}, "--workers 8 --max-connections-per-source 50000", { workers: 8 }],
    [
      all,
      "--workers 8 --max-connections 5000 --max-connections-per-source 5000",
      { workers: 8, maxConnections: 5_000 },
    ],
  ])("lets the edge have all connections of the proxies that route: %j", (props, expected, own = {}) => {
    const tiers = Tiers.two({ routers: ["portico-router"], ...own });
    expect(commandLine({ ...props, tiers }, "portico-router")).toBe(
      `proxy --config /etc/portico-router/topology.json ${expected}`,
    );
  });
});

describe("the program of the design, with all options of the process", () => {
  const Shop = loadDesignShop();
  const shop = (placement: Placement<unknown>) =>
    new Shop(Testing.app(), "shop-self", new SelfHosted({ ...all, placement, image: { version: "1.2.3" } }));

  test("is these files", () => {
    const stack = shop(Placement.files());
    expect(contentOf(stack, ".service")).toMatchSnapshot("the unit");
    expect(contentOf(stack, "compose.yaml")).toMatchSnapshot("the Compose file");
    expect(contentOf(stack, ".container")).toMatchSnapshot("the Quadlet");
  });

  test("is this container", () => {
    expect(resourceOf(shop(Placement.docker()), "docker_container")).toMatchSnapshot();
  });

  test("is this container of a pod", () => {
    expect(containerOf(shop(Placement.kubernetes()))).toMatchSnapshot();
  });
});

describe("what the command line would refuse is refused at synthesis, and nothing else is", () => {
  const workersOption = proxyCommand({ out: () => true, err: () => true }, () => {}).options.find(
    ({ long }) => long === "--workers",
  );

  test.each([1, 2, 256, 0, -1, 1.5, 257, Number.NaN, Number.POSITIVE_INFINITY])("%d workers", (workers) => {
    const isRefused = errorsOf(files({ workers })).length > 0;
    const parse = () => workersOption?.parseArg?.(String(workers), 1);
    isRefused ? expect(parse).toThrow() : expect(parse()).toBe(workers);
  });

  test.each<ProcessProps>([
    { maxConnections: 1 },
    { maxConnections: 0 },
    { maxConnections: 2.5 },
    { maxConnections: 10_000_000 },
    { maxConnections: 10_000_001 },
    { maxConnectionsPerSource: 0 },
    { maxConnectionsPerSource: 50_000 },
    { maxConnectionsPerSource: 50_001 },
    { maxConnections: 100, maxConnectionsPerSource: 100 },
    { maxConnections: 100, maxConnectionsPerSource: 101 },
    { maxConnections: 100_000, maxConnectionsPerSource: 60_000 },
  ])("%j", (props) => {
    const isRefused = errorsOf(files(props)).length > 0;
    const read = () => readConnectionLimits(props);
    isRefused ? expect(read).toThrow() : expect(read).not.toThrow();
  });

  test("with all that is wrong at once, and why", () => {
    expect(errorsOf(files({ workers: 0, maxConnections: 0.5, maxConnectionsPerSource: -1 }))).toEqual([
      "[shop/portico-proxy] workers: 0 is no number of processes; write a whole number from 1 to 256 [invalid-workers]",
      "[shop/portico-proxy] maxConnections: 0.5 is no number of connections; write a whole number from 1 to 10000000 [invalid-connection-limit]",
      "[shop/portico-proxy] maxConnectionsPerSource: -1 is no number of connections; write a whole number from 1 to 10000000 [invalid-connection-limit]",
    ]);
    expect(errorsOf(files({ maxConnectionsPerSource: 60_000 }))).toEqual([
      "[shop/portico-proxy] maxConnectionsPerSource: 60000 is no number of connections; write a whole number from 1 to 50000, which is maxConnections [invalid-connection-limit]",
    ]);
  });

  test.each(["container", "pod"])("where a %s runs the proxy as well", (form) => {
    const stack = form === "pod" ? pods({ workers: 300 }) : docker({ workers: 300 });
    expect(errorsOf(stack)).toEqual([expect.stringMatching(/ workers: 300 .* \[invalid-workers\]$/)]);
  });

  test("but for what Terraform alone knows", () => {
    const stack = newStack("shop");
    const number = new TerraformVariable(stack, "number", { type: "number" }).numberValue;
    const props = { workers: number, maxConnections: number, maxConnectionsPerSource: number };
    const placed = { ...props, name: "placed", placement: Placement.kubernetes() };
    for (const platform of [new SelfHosted<unknown>(props), new SelfHosted<unknown>(placed)]) {
      const id = platform.proxyName;
      const service = new LogicalService(stack, `${id}-db`, { platform, port: 3306, protocol: "TCP" });
      const edge = new EdgeLoadBalancer(stack, `${id}-edge`, { platform });
      edge.addListener("db", Listener.tcp({ port: 3306, service }));
    }

    const options =
      "--workers ${var.number} --max-connections ${var.number} --max-connections-per-source ${var.number}";
    expect(errorsOf(stack)).toEqual([]);
    expect(containerOf(stack).args.join(" ")).toBe(`proxy --config /etc/portico-placed/topology.json ${options}`);
    expect(containerOf(stack).resources.limits.memory).toBe(
      "${(var.number * max(512, (128 + ceil(((var.number * 5) / 1024)))))}Mi",
    );
    expect(execOf(stack, ".service", "ExecStart=")).toBe(`/usr/bin/env portico ${PLAIN} ${options}`);
  });
});

test("what the tier that routes is told otherwise leaves the edge as it is", () => {
  const tiers = Tiers.two({ routers: ["10.0.0.2"], workers: 8, maxConnections: 5_000 });
  expect(execOf(files({ ...all, tiers }), "portico.service", "ExecStart=")).toContain(
    "--workers 4 --max-connections 20000 --max-connections-per-source 200",
  );
});

test("numbers of the tier that routes that are none are refused", () => {
  const tiers = Tiers.two({ routers: ["10.0.0.2"], workers: 0, maxConnections: 1.5 });
  expect(errorsOf(files({ tiers })).map((line) => line.replace(/^\[\S+\] /, ""))).toEqual([
    "tiers.workers: 0 is no number of processes; write a whole number from 1 to 256 [invalid-workers]",
    "tiers.maxConnections: 1.5 is no number of connections; write a whole number from 1 to 10000000 [invalid-connection-limit]",
  ]);
});

test("edges of one proxy cannot ask for different numbers of workers", () => {
  const stack = newStack("shop");
  for (const [index, workers] of [2, 2, 3].entries()) {
    const platform = new SelfHosted({ workers });
    const service = new LogicalService(stack, `db-${index}`, { platform, port: 3306, protocol: "TCP" });
    const edge = new EdgeLoadBalancer(stack, `edge-${index}`, { platform });
    edge.addListener("db", Listener.tcp({ port: 3306 + index, service }));
  }
  expect(errorsOf(stack)).toEqual([expect.stringMatching(/ \(shop\/edge-2\): .* \[conflicting-settings\]$/)]);
});

describe("the resources of a pod", () => {
  const tlsSecrets = { shop: "shop" };
  const SECRET = { shop: { certFile: "/etc/portico-tls/shop/tls.crt", keyFile: "/etc/portico-tls/shop/tls.key" } };

  test.each([
    [undefined, { cpu: "100m", memory: "128Mi" }, "512Mi"],
    [1, { cpu: "100m", memory: "128Mi" }, "512Mi"],
    [4, { cpu: "400m", memory: "512Mi" }, "2048Mi"],
  ])("are those of %s workers", (workers, requests, memory) => {
    const stack = pods(workers === undefined ? {} : { workers });
    expect(containerOf(stack).resources).toEqual({
      requests: { ...requests, "ephemeral-storage": "64Mi" },
      limits: { memory, "ephemeral-storage": "256Mi" },
    });
    expect(warningsOf(stack)).toEqual([]);
  });

  test.each<[what: string, Parameters<typeof pods>[0], memory: string]>([
    ["50,000 over TLS", { https: true }, "1593Mi"],
    ["fewer over TLS", { https: true, maxConnections: 13_000 }, "512Mi"],
    ["some over TLS, for each worker", { https: true, maxConnections: 20_000, workers: 2 }, "1428Mi"],
    ["many without", { maxConnections: 200_000 }, "1105Mi"],
  ])("let connections take memory: %s", (_what, props, memory) => {
    const stack = pods({ certificates: SECRET, ...props }, { tlsSecrets });
    expect(containerOf(stack).resources.limits.memory).toBe(memory);
    expect([...errorsOf(stack), ...warningsOf(stack).filter((line) => line.includes("memory"))]).toEqual([]);
  });

  test("let connections of two tiers take what they take in each: the edge opens no TLS", () => {
    const tiers = Tiers.two({ routers: ["10.0.0.2"] });
    const stack = pods({ certificates: SECRET, https: true, tiers }, { tlsSecrets });
    const limits = ["proxy_deployment", "proxy_router"].map((id) => containerOf(stack, id).resources.limits.memory);
    expect(limits).toEqual(["512Mi", "1593Mi"]);
  });

  test("are the user's own where they are said", () => {
    const resources = { requests: { memory: "1Gi" }, limits: { cpu: "4", memory: "4Gi" } };
    const stack = pods({ workers: 4 }, { resources });
    expect(containerOf(stack).resources).toEqual(resources);
    expect(warningsOf(stack)).toEqual([]);
  });

  test.each<[number | undefined, Record<string, string>, readonly string[]]>([
    [2, { cpu: "2" }, []],
    [2, { cpu: "1500m" }, []],
    [2, { cpu: "1" }, ["workers-above-cpu-limit"]],
    [4, { cpu: "2500m", memory: "2Gi" }, ["workers-above-cpu-limit"]],
    [4, { memory: "512Mi" }, ["connections-above-memory-limit"]],
    [4, { memory: "1492Mi" }, []],
    [4, { memory: "1491Mi" }, ["connections-above-memory-limit"]],
    [4, { memory: "511Mi" }, ["workers-above-memory-limit"]],
    [4, { memory: "256M", cpu: "0.5" }, ["workers-above-cpu-limit", "workers-above-memory-limit"]],
    // One worker is as little as there can be.
    [1, { cpu: "500m", memory: "64Mi" }, ["connections-above-memory-limit"]],
    [undefined, { cpu: "500m", memory: "373Mi" }, []],
    [undefined, { memory: "372Mi" }, ["connections-above-memory-limit"]],
    // What is no quantity the cluster refuses.
    [4, { cpu: "many", memory: "${var.memory}" }, []],
  ])("of %s workers are warned of where they are limited to %j: %j", (workers, limits, codes) => {
    const stack = pods(workers === undefined ? {} : { workers }, { resources: { limits } });
    expect(errorsOf(stack)).toEqual([]);
    expect(warningsOf(stack).map((line) => /\[([^\]]*)\]$/.exec(line)?.[1])).toEqual(codes);
  });

  test("are warned of with a way out", () => {
    const limits = { cpu: "1500m", memory: "256Mi" };
    expect(warningsOf(pods({ workers: 4 }, { resources: { limits } }))).toEqual([
      "shop/portico-proxy: workers: 4 workers share a limit of 1500m CPU, and all of them wait when it is used up; let workers be 2, and have more pods by replicas, or raise limits.cpu of resources [workers-above-cpu-limit]",
      "shop/portico-proxy: workers: 4 workers share a limit of 256Mi memory, less than the 128Mi that each asks for by default, and the pod is ended when it is used up; raise limits.memory of resources to 512Mi or more, or let there be fewer workers, and more pods by replicas [workers-above-memory-limit]",
    ]);
    const over = (workers: number, memory: string) =>
      warningsOf(
        pods({ workers, https: true, certificates: SECRET }, { resources: { limits: { memory } }, tlsSecrets }),
      );
    expect([...over(1, "512Mi"), ...over(2, "256Mi")]).toEqual([
      "shop/portico-proxy: maxConnections: with 50000 connections the worker takes some 1593Mi of memory, 128Mi and 30Ki for each connection, and the pod is ended with all of them when its limit of 512Mi is used up; set maxConnections to 13107, or raise limits.memory of resources to 1593Mi [connections-above-memory-limit]",
      "shop/portico-proxy: maxConnections: with 50000 connections each 2 workers take some 3186Mi of memory, 128Mi and 30Ki for each connection, and the pod is ended with all of them when its limit of 256Mi is used up; raise limits.memory of resources to 3186Mi [connections-above-memory-limit]",
    ]);
  });
});

test.each([
  ["2", 2],
  ["0.5", 0.5],
  [".5", 0.5],
  ["5.", 5],
  ["500m", 0.5],
  ["-1", -1],
  ["100u", 0.0001],
  ["1k", 1000],
  ["256M", 256_000_000],
  ["1Ki", 1024],
  ["1.5Gi", 1.5 * 1024 ** 3],
  ["1e3", 1000],
  ["1E", 1e18],
  ["1E2", 100],
  ["1Ei", 1024 ** 6],
  ["", undefined],
  ["m", undefined],
  ["1 Gi", undefined],
  ["1K", undefined],
  ["1ki", undefined],
  ["1e", undefined],
  ["0x10", undefined],
])("the quantity %j is %d", (text, number) => {
  const parsed = parseQuantity(text);
  number === undefined ? expect(parsed).toBeUndefined() : expect(parsed).toBeCloseTo(number, 10);
});
