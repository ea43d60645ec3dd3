import type { ListenerPlan } from "../../lib/proxy/engine";
import { DEFAULT_LIMITS as HTTP_LIMITS } from "../../lib/proxy/http/limits";
import { DEFAULT_LIMITS as LAYER_4_LIMITS } from "../../lib/proxy/layer4/limits";
import { createPinoLog } from "../../lib/proxy/log";
import { ProxyMetrics } from "../../lib/proxy/metrics";
import { readPage } from "./support/pages";
import { argumentsOf, calledName, calledOn, nodesOf, type SyntaxNode, sourcesIn, textOf } from "./support/syntax";
import { tableRows } from "./support/tables";

const page = readPage("docs/proxy.md");

/** What the page calls each of the limits in the sources. */
const HTTP: Readonly<Record<keyof typeof HTTP_LIMITS, string>> = {
  target: "request target",
  head: "request line and fields together",
  fieldCount: "fields of a request",
  headTime: "time for a request's head",
  keepAlive: "kept client connection at rest",
  clientIdle: "silence of a client within a request or response",
  instanceIdle: "silence of an instance within a response",
  tunnelIdle: "silence on an upgraded connection",
  halfOpen: "response to a client that sends nothing more",
  connections: "connections of clients in all",
  sourceConnections: "connections of clients from one address",
  streams: "requests under way on one connection of HTTP/2",
  instanceConnections: "connections to one instance",
  queue: "requests that wait for a connection to one instance",
  queueTime: "waiting for a connection to an instance",
  connect: "connecting to an instance",
  connectTotal: "trying further instances for want of a connection",
  spare: "kept connection to an instance at rest",
  spares: "kept connections to one instance",
  ping: "looking after a connection of HTTP/2 to an instance",
  keptBody: "body that is kept to be sent again",
  mirrors: "copies under way at one time",
  mirrorTime: "time for a copy",
  linger: "reading what is left of a request after its response",
  farewell: "telling clients at rest that connections close",
};

const LAYER_4: Readonly<Record<keyof typeof LAYER_4_LIMITS, string>> = {
  connectTimeout: "TCP and TLS: connecting to an instance",
  connectAttempts: "TCP and TLS: instances tried for one connection",
  handshakeTimeout: "TLS: handshake, or the ClientHello",
  clientHelloSize: "TLS: size of the ClientHello",
  flows: "UDP: flows of a listener",
};

const SIZES: ReadonlySet<string> = new Set(["target", "head", "keptBody", "clientHelloSize"]);
const COUNTS: ReadonlySet<string> = new Set([
  "fieldCount",
  "connections",
  "sourceConnections",
  "streams",
  "instanceConnections",
  "queue",
  "spares",
  "mirrors",
  "connectAttempts",
  "flows",
]);

describe("the table of limits has every limit of the sources, with its value", () => {
  const documented = new Map(tableRows(page, "limit").map(([name = "", value = ""]) => [name, value]));
  const limits = [...named(HTTP_LIMITS, HTTP), ...named(LAYER_4_LIMITS, LAYER_4)];

  test.each(limits)("%s", (label, key, value) => {
    expect(documented.get(label)).toBe(inWords(key, value));
  });

  test("and no other", () => {
    expect([...documented.keys()].sort()).toEqual(limits.map(([label]) => label).sort());
  });
});

test("the table of metrics has every metric of the sources, with its labels", async () => {
  const { registry } = new ProxyMetrics({ instances: () => new Map() });
  const own = registry.getMetricsAsArray().filter(({ name }) => name.startsWith("portico_"));
  const inCode = own.map((metric) => {
    const { name, labelNames = [] } = metric as unknown as { name: string; labelNames?: readonly string[] };
    return { name, labels: [...labelNames].filter((label) => label !== "le") };
  });
  const documented = tableRows(page, "name").map(([name = "", , labels = ""]) => ({
    name: name.replaceAll("`", ""),
    labels: [...labels.matchAll(/`([^`]+)`/g)].map(([, label]) => label),
  }));
  registry.clear();
  expect(documented.sort(byName)).toEqual(inCode.sort(byName));
});

test("the table of log lines has every message of the sources", () => {
  const documented = tableRows(page, "`msg`").flatMap(([messages = ""]) =>
    [...messages.matchAll(/`([^`]+)`/g)].map(([, message]) => message),
  );
  expect(documented.sort()).toEqual([...messagesInSources(), requestMessage()].sort());
});

function named<Key extends string>(
  limits: Readonly<Record<Key, number>>,
  labels: Readonly<Record<Key, string>>,
): readonly (readonly [label: string, key: string, value: number])[] {
  return Object.entries<number>(limits).map(([key, value]) => [labels[key as Key], key, value]);
}

function messagesInSources(): ReadonlySet<string> {
  const calls = sourcesIn("lib/proxy").flatMap(({ tree }) =>
    [...nodesOf(tree)].filter((node) => node.type === "CallExpression" && isLogCall(node)),
  );
  return new Set(calls.flatMap((call) => argumentsOf(call).flatMap((argument) => textOf(argument) ?? [])));
}

/** The one message that no logger writes. */
function requestMessage(): string {
  const nothing = { router: undefined, route: undefined, service: undefined, instance: undefined, reason: undefined };
  const numbers = { status: 0, milliseconds: 0, tries: 0 };
  const texts = { method: "", host: "", path: "", sourceAddress: "" };
  const lines: string[] = [];
  const listener = { edge: "", name: "" } as ListenerPlan;
  createPinoLog({ write: (line) => lines.push(line) }).request({ listener, ...nothing, ...numbers, ...texts });
  return JSON.parse(lines.join("")).msg;
}

function isLogCall(call: SyntaxNode): boolean {
  return /^log(?:ger)?$/.test(calledOn(call) ?? "") && /^(?:info|warn|error)$/.test(calledName(call) ?? "");
}

function inWords(key: string, value: number): string {
  if (COUNTS.has(key)) return String(value);
  if (SIZES.has(key)) return `${value / 1024} KiB`;
  return value < 1000 ? `${value} ms` : `${value / 1000} s`;
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
