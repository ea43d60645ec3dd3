import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import fc from "fast-check";
import { EdgeLoadBalancer, IngressRouter, Listener, LogicalService, Match, Members } from "portico";
import { Aws } from "portico/aws";

const HOSTNAMES = [undefined, "shop.example.com", "*.example.com", "admin.shop.example.com"] as const;

interface PlannedRoute {
  readonly name: string;
  readonly hostname: (typeof HOSTNAMES)[number];
  readonly match: Match;
}

/** Routes of every specificity, each at a path of its own: nested prefixes, exact paths, methods, headers, hostnames. */
const distinctRoutes: fc.Arbitrary<readonly PlannedRoute[]> = fc
  .uniqueArray(
    fc.record({
      hostname: fc.constantFrom(...HOSTNAMES),
      segments: fc.array(fc.constantFrom("a", "b", "cc", "ddd"), { minLength: 1, maxLength: 4 }),
      isExact: fc.boolean(),
      method: fc.constantFrom(undefined, "GET", "POST"),
      header: fc.constantFrom(undefined, "1", "2"),
    }),
    { minLength: 110, maxLength: 110, selector: (route) => JSON.stringify(route) },
  )
  .map((routes) =>
    routes.map(({ hostname, segments, isExact, method, header }, index) => {
      const path = `/${[...segments, `r${index}`].join("/")}`;
      const onPath = isExact ? Match.pathExact(path) : Match.pathPrefix(path);
      const withMethod = method === undefined ? onPath : onPath.method(method);
      return {
        name: `r${index}`,
        hostname,
        match: header === undefined ? withMethod : withMethod.header("x-version", header),
      };
    }),
  );

/** One run of the program, which remembers priorities in the lock file as it writes its output. */
function synthesize(folder: string, routes: readonly PlannedRoute[]): Output {
  const app = new App({ outdir: join(folder, "cdktf.out"), stackTraces: false });
  const stack = new TerraformStack(app, "shop");
  const lockFile = join(folder, "portico.lock.json");
  const platform = new Aws({ vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"], quotas: { rules: 200 }, lockFile });
  const members = Members.addresses(["10.0.1.10"]);
  const service = new LogicalService(stack, "users", { platform, port: 8080, members });
  const router = new IngressRouter(stack, "router", { platform });
  for (const { name, hostname, match } of routes) {
    const hostnames = hostname === undefined ? {} : { hostnames: [hostname] };
    router.addRoute(name, { ...hostnames, matches: [match], backends: [service] });
  }
  new EdgeLoadBalancer(stack, "edge", { platform }).addListener("http", Listener.http({ port: 80, router }));
  app.synth();
  return JSON.parse(readFileSync(join(folder, "cdktf.out", "stacks", "shop", "cdk.tf.json"), "utf8"));
}

interface Output {
  readonly resource: { readonly aws_lb_listener_rule: Record<string, { readonly priority: number }> };
}

test("ten routes, inserted at random into a hundred, are ten more rules in the output and nothing else", () => {
  const cases = fc.record({
    routes: distinctRoutes,
    places: fc.array(fc.nat(99), { minLength: 10, maxLength: 10 }),
  });
  fc.assert(
    fc.property(cases, ({ routes, places }) => {
      const folder = mkdtempSync(join(tmpdir(), "portico-insertions-"));
      try {
        const hundred = routes.slice(0, 100);
        const before = synthesize(folder, hundred);
        const more = [...hundred];
        for (const [index, place] of places.entries()) more.splice(place, 0, ...routes.slice(100 + index, 101 + index));
        const after = synthesize(folder, more);

        const rules = after.resource.aws_lb_listener_rule;
        const added = Object.keys(rules).filter((name) => !(name in before.resource.aws_lb_listener_rule));
        expect(added).toHaveLength(10);
        for (const name of added) delete rules[name];
        expect(after).toEqual(before);
      } finally {
        rmSync(folder, { recursive: true });
      }
    }),
    { numRuns: 3, endOnFailure: true },
  );
});
