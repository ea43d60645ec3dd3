import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { EdgeLoadBalancer, IngressRouter, Listener, LogicalService, Match } from "portico";
import {
  ApplicationListener,
  ApplicationLoadBalancer,
  Aws,
  type IApplicationListener,
  type PriorityRange,
} from "portico/aws";
import { parseLock } from "../../../../constructs/aws/lock";

const LISTENER = "arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/public/50dc6c495c0c9188/f2f7dc8efc522ab2";
const loadBalancer = ApplicationLoadBalancer.fromArn(LISTENER, { securityGroupId: "sg-1", dnsName: "d", zoneId: "Z" });

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "portico-shared-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

interface Part {
  /** By the route's name, its prefix. */
  readonly paths: readonly string[];
  readonly priorities?: PriorityRange;
}

function aws(listener?: IApplicationListener): Aws {
  return new Aws({
    vpcId: "vpc-1",
    subnetIds: ["subnet-1", "subnet-2"],
    lockFile: join(folder, "portico.lock.json"),
    ...(listener === undefined ? {} : { application: { listeners: { http: listener } } }),
  });
}

function addPart(app: App, id: string, { paths }: Part, listener?: IApplicationListener): EdgeLoadBalancer {
  const stack = new TerraformStack(app, id);
  const platform = aws(listener);
  const service = new LogicalService(stack, "service", { platform, port: 8080 });
  const router = new IngressRouter(stack, "router", { platform });
  for (const path of paths) {
    const name = path === "/" ? "all" : path.slice(1).replaceAll("/", "-");
    router.addRoute(name, { matches: [Match.pathPrefix(path)], backends: [service] });
  }
  const edge = new EdgeLoadBalancer(stack, "edge", { platform });
  edge.addListener("http", Listener.http({ port: 80, router }));
  return edge;
}

/** Synthesizes stacks that share a listener; the priorities of each stack's rules by route. */
function synthesize(parts: Readonly<Record<string, Part>>): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const app = new App({ outdir: join(folder, "cdktf.out") });
  for (const [id, part] of Object.entries(parts)) {
    const { priorities } = part;
    const options = { loadBalancer, ...(priorities === undefined ? {} : { priorities }) };
    addPart(app, id, part, ApplicationListener.fromArn(LISTENER, options));
  }
  app.synth();
  return Object.fromEntries(Object.keys(parts).map((id) => [id, prioritiesOf(id)]));
}

function prioritiesOf(id: string): Readonly<Record<string, number>> {
  const { resource } = JSON.parse(readFileSync(join(folder, "cdktf.out", "stacks", id, "cdk.tf.json"), "utf8"));
  const rules = Object.values<{ priority: number; tags: Record<string, string> }>(resource.aws_lb_listener_rule);
  return Object.fromEntries(rules.map(({ priority, tags }) => [tags["portico:route"], priority]));
}

const numbers = (stacks: Readonly<Record<string, Readonly<Record<string, number>>>>) =>
  Object.values(stacks).flatMap((rules) => Object.values(rules));

describe("stacks that share a listener", () => {
  const parts = { one: { paths: ["/a", "/a/b/c", "/b"] }, two: { paths: ["/a/b", "/c", "/"] } };

  test("have no priority in common", () => {
    const given = numbers(synthesize(parts));
    expect(new Set(given).size).toBe(6);
  });

  test("keep the order of the Gateway API over all of them", () => {
    const { one, two } = synthesize(parts);
    expect(one?.["a-b-c"]).toBeLessThan(two?.["a-b"] ?? 0);
    expect(two?.["a-b"]).toBeLessThan(one?.a ?? 0);
    expect(one?.a).toBeLessThan(two?.all ?? 0);
  });

  test("keep theirs when others come and go", () => {
    const alone = synthesize({ two: parts.two });
    const both = synthesize(parts);
    expect(both.two).toEqual(alone.two);
    expect(synthesize({ one: parts.one }).one).toEqual(both.one);
  });

  test("take no number of a stack that is not there this time", () => {
    const { one } = synthesize({ one: { paths: ["/a"] } });
    const { two } = synthesize({ two: { paths: ["/a"] } });
    expect(Object.values(two ?? {})).not.toEqual(Object.values(one ?? {}));
  });

  test("mend a lock file in which a merge gave one number to two", () => {
    const { one, two } = synthesize(parts);
    const file = join(folder, "portico.lock.json");
    writeFileSync(file, readFileSync(file, "utf8").replace(`"priority": ${two?.c},`, `"priority": ${one?.b},`));
    const mended = numbers(synthesize(parts));
    expect(new Set(mended).size).toBe(6);
  });

  test("have a section each, which names the listener", () => {
    synthesize(parts);
    const lock = parseLock(readFileSync(join(folder, "portico.lock.json"), "utf8"));
    expect([...lock].map(([path, { listener, rules }]) => [path, listener, [...rules.keys()].sort()])).toEqual([
      ["one/edge/http", LISTENER, ["a", "a-b-c", "b"]],
      ["two/edge/http", LISTENER, ["a-b", "all", "c"]],
    ]);
  });

  test("give the same bytes twice", () => {
    const first = synthesize(parts);
    const lock = readFileSync(join(folder, "portico.lock.json"), "utf8");
    expect(synthesize(parts)).toEqual(first);
    expect(readFileSync(join(folder, "portico.lock.json"), "utf8")).toBe(lock);
  });
});

test("a range keeps a stack apart from rules that nobody here knows of, in the same order", () => {
  const priorities = { first: 2000, last: 2099 };
  const { one, two } = synthesize({
    one: { paths: ["/a", "/a/b", "/a/b/c", "/"], priorities },
    two: { paths: ["/x"] },
  });
  for (const priority of Object.values(one ?? {})) {
    expect(priority).toBeGreaterThanOrEqual(2000);
    expect(priority).toBeLessThanOrEqual(2099);
  }
  const { "a-b-c": first = 0, "a-b": second = 0, a: third = 0, all: last = 0 } = one ?? {};
  expect([first, second, third, last]).toEqual([first, second, third, last].sort((a, b) => a - b));
  expect(new Set(numbers({ one: one ?? {}, two: two ?? {} })).size).toBe(5);
});

test("a range that is too narrow is reported", () => {
  const priorities = { first: 2000, last: 2001 };
  expect(() => synthesize({ one: { paths: ["/a", "/b", "/c"], priorities } })).toThrow(/alb-priorities/);
});

test("a stack adds to a listener that another stack of the app makes", () => {
  const app = new App({ outdir: join(folder, "cdktf.out") });
  const edge = addPart(app, "main", { paths: ["/a", "/"] });
  const listener = (edge as EdgeLoadBalancer<ReturnType<Aws["lowerEdge"]>>).resources.listeners.get("http")?.listener;
  if (listener === undefined) throw new Error("the listener is missing");
  addPart(app, "team", { paths: ["/a/b"] }, ApplicationListener.fromResource(listener, { loadBalancer }));
  app.synth();
  const [main, team] = [prioritiesOf("main"), prioritiesOf("team")];
  expect(team["a-b"]).toBeLessThan(main.a ?? 0);
  const output = JSON.parse(readFileSync(join(folder, "cdktf.out", "stacks", "team", "cdk.tf.json"), "utf8"));
  const [rule] = Object.values<{ listener_arn: string }>(output.resource.aws_lb_listener_rule);
  expect(rule?.listener_arn).toMatch(/^\$\{data\.terraform_remote_state\./);
  expect(existsSync(join(folder, "portico.lock.json"))).toBe(true);
});
