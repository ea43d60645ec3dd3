import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack, Testing } from "cdktf";
import { EdgeLoadBalancer, IngressRouter, Listener, LogicalService, Match } from "portico";
import { Aws } from "portico/aws";
import { parseLock } from "../../../../constructs/aws/lock";

let folder: string;
let lockFile: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "portico-synth-"));
  lockFile = join(folder, "portico.lock.json");
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A stack whose router has one route for each path. */
function shop(app: App, id: string, paths: readonly string[], file: string | undefined = lockFile): TerraformStack {
  const stack = new TerraformStack(app, id);
  const platform = new Aws({
    vpcId: "vpc-1",
    subnetIds: ["subnet-1", "subnet-2"],
    quotas: { rules: 1000 },
    ...(file === undefined ? {} : { lockFile: file }),
  });
  const service = new LogicalService(stack, "service", { platform, port: 8080 });
  const router = new IngressRouter(stack, "router", { platform });
  for (const path of paths) {
    router.addRoute(path.slice(1).replaceAll("/", "-"), { matches: [Match.pathPrefix(path)], backends: [service] });
  }
  new EdgeLoadBalancer(stack, "edge", { platform }).addListener("http", Listener.http({ port: 80, router }));
  return stack;
}

/** Synthesizes as a user does, to files. */
function synthesize(stacks: Readonly<Record<string, readonly string[]>>): void {
  const app = new App({ outdir: join(folder, "cdktf.out") });
  for (const [id, paths] of Object.entries(stacks)) shop(app, id, paths);
  app.synth();
}

function output(id: string): string {
  return readFileSync(join(folder, "cdktf.out", "stacks", id, "cdk.tf.json"), "utf8");
}

function lockedRules(id: string): readonly string[] {
  return [...(parseLock(readFileSync(lockFile, "utf8")).get(`${id}/edge/http`)?.rules.keys() ?? [])];
}

describe("a real synthesis", () => {
  test("keeps the priorities that stand in its output", () => {
    synthesize({ shop: ["/a", "/b"] });
    const rules = Object.values<{ priority: number }>(JSON.parse(output("shop")).resource.aws_lb_listener_rule);
    const locked = parseLock(readFileSync(lockFile, "utf8")).get("shop/edge/http")?.rules.values() ?? [];
    expect([...locked].map(({ priority }) => priority).sort()).toEqual(rules.map(({ priority }) => priority).sort());
  });

  test("takes a locked priority over the one that it would choose", () => {
    synthesize({ shop: ["/a"] });
    writeFileSync(lockFile, readFileSync(lockFile, "utf8").replace(/"priority": \d+/, '"priority": 47000'));
    synthesize({ shop: ["/a", "/b"] });
    expect(output("shop")).toContain('"priority": 47000');
  });

  test("twice gives the same bytes, with the lock file and without", () => {
    synthesize({ shop: ["/a", "/b", "/c/d"] });
    const [first, lock] = [output("shop"), readFileSync(lockFile, "utf8")];
    synthesize({ shop: ["/a", "/b", "/c/d"] });
    expect([output("shop"), readFileSync(lockFile, "utf8")]).toEqual([first, lock]);
    rmSync(lockFile);
    synthesize({ shop: ["/a", "/b", "/c/d"] });
    expect([output("shop"), readFileSync(lockFile, "utf8")]).toEqual([first, lock]);
  });

  test("keeps several stacks in one file, and what it says of others", () => {
    synthesize({ one: ["/a"], two: ["/b"] });
    synthesize({ two: ["/b", "/c"] });
    expect(lockedRules("one")).toEqual(["a"]);
    expect(lockedRules("two")).toEqual(["b", "c"]);
  });

  test("forgets rules that are gone", () => {
    synthesize({ shop: ["/a", "/b"] });
    synthesize({ shop: ["/b"] });
    expect(lockedRules("shop")).toEqual(["b"]);
  });

  test("with a file that cannot be read stops, and leaves the file as it is", () => {
    writeFileSync(lockFile, "{");
    expect(() => synthesize({ shop: ["/a"] })).toThrow(
      /portico\.lock\.json cannot be used: it is not JSON.*\[priority-lock\]/,
    );
    expect(readFileSync(lockFile, "utf8")).toBe("{");
  });

  test("that fails keeps nothing", () => {
    expect(() => synthesize({ shop: ["no-path"] })).toThrow();
    expect(existsSync(lockFile)).toBe(false);
  });
});

describe("cdktf's test helpers", () => {
  test.each<[string, (stack: TerraformStack, app: App) => unknown]>([
    ["Testing.synth", (stack) => Testing.synth(stack, true)],
    ["Testing.fullSynth", (stack) => rmSync(Testing.fullSynth(stack), { recursive: true })],
    ["synth of a Testing.app", (_, app) => app.synth()],
  ])("%s writes no lock file", (_, synth) => {
    const app = Testing.app({ outdir: join(folder, "out") });
    synth(shop(app, "shop", ["/a"]), app);
    expect(existsSync(lockFile)).toBe(false);
  });

  test("see the priorities that are locked", () => {
    synthesize({ shop: ["/a"] });
    writeFileSync(lockFile, readFileSync(lockFile, "utf8").replace(/"priority": \d+/, '"priority": 47000'));
    expect(Testing.synth(shop(Testing.app(), "shop", ["/a"]))).toContain('"priority": 47000');
  });
});

test("the file lies beside cdktf.json, wherever the program is started", () => {
  const project = mkdtempSync(join(tmpdir(), "portico-project-"));
  try {
    const app = new App({ outdir: join(project, "out"), context: { cdktfJsonPath: join(project, "cdktf.json") } });
    shop(app, "shop", ["/a"], "locks.json");
    app.synth();
    expect(existsSync(join(project, "locks.json"))).toBe(true);
  } finally {
    rmSync(project, { recursive: true });
  }
});

describe("ten routes among a hundred, at random places", () => {
  const hundred = Array.from({ length: 100 }, (_, index) =>
    `/${index % 7}/r${index}`.slice(0, index % 3 === 0 ? undefined : 5),
  );
  const paths = [...new Set(hundred)];
  const places = [3, 99, 17, 41, 42, 68, 5, 80, 55, 29];

  test("add ten rules to the output, and change nothing else", () => {
    synthesize({ shop: paths });
    const before = JSON.parse(output("shop"));
    const more = [...paths];
    for (const [index, place] of places.entries()) more.splice(place % more.length, 0, `/${index % 7}/new${index}`);
    synthesize({ shop: more });
    const after = JSON.parse(output("shop"));
    const added = Object.entries(after.resource.aws_lb_listener_rule).filter(
      ([name]) => !(name in before.resource.aws_lb_listener_rule),
    );
    expect(added).toHaveLength(10);
    for (const [name] of added) delete after.resource.aws_lb_listener_rule[name];
    expect(after).toEqual(before);
  });
});
