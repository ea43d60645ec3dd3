import { Testing } from "cdktf";
import { Listener, LogicalService, Match, Workload } from "portico";
import { type Body, Given } from "../support/synthesize";

type Replicas = NonNullable<Parameters<typeof Workload.container>[0]["replicas"]>;

const FIXED: Replicas = 2;
const SCALED: Replicas = { min: 2, max: 4 };

function service(given: Given, protocol: "HTTP" | "TCP", replicas: Replicas): LogicalService {
  const workload = Workload.container({ image: "app:1", replicas });
  return new LogicalService(given.stack, "app", { platform: given.platform, port: 8080, protocol, workload });
}

/** A stack with a workload, and what leads to it. */
const BEHIND = {
  nothing: (given: Given, replicas: Replicas) => {
    service(given, "TCP", replicas);
  },
  "a Network Load Balancer": (given: Given, replicas: Replicas) => {
    given.edge().addListener("app", Listener.tcp({ port: 8080, service: service(given, "TCP", replicas) }));
  },
  "an Application Load Balancer": (given: Given, replicas: Replicas) => {
    const router = given.router();
    router.addRoute("app", { matches: [Match.pathPrefix("/app")], backends: [service(given, "HTTP", replicas)] });
    given.httpEdge(router);
  },
} as const;

function behind(what: keyof typeof BEHIND, replicas = FIXED): Given {
  const given = new Given({ ecs: { subnetIds: ["subnet-7"] } });
  BEHIND[what](given, replicas);
  return given;
}

/** The types of what Terraform creates before it destroys: it passes that on to all that a resource depends on. */
function createdFirst({ stack }: Given): ReadonlySet<string> {
  const { resource } = JSON.parse(Testing.synth(stack)) as { readonly resource: Record<string, Record<string, Body>> };
  const bodies = new Map<string, Body>(
    Object.entries(resource).flatMap(([type, named]) =>
      Object.entries(named).map(([name, body]) => [`${type}.${name}`, body] as const),
    ),
  );
  const found = new Set<string>();
  const visit = (address: string): void => {
    if (found.has(address)) return;
    found.add(address);
    const references = JSON.stringify(bodies.get(address)).match(/aws_\w+\.[\w-]+/g) ?? [];
    for (const reference of references) if (bodies.has(reference)) visit(reference);
  };
  for (const [address, { lifecycle }] of bodies) if (lifecycle?.create_before_destroy === true) visit(address);
  return new Set([...found].map((address) => address.slice(0, address.indexOf("."))));
}

describe("an ECS service that has to be replaced", () => {
  test("is there before the old one goes, and so is all that it depends on", () => {
    const first = createdFirst(behind("an Application Load Balancer"));
    for (const type of ["aws_ecs_service", "aws_lb_listener_rule", "aws_lb"]) expect(first).toContain(type);
  });

  test("goes first behind a Network Load Balancer: two of those cannot share addresses, a name or a target group", () => {
    const first = createdFirst(behind("a Network Load Balancer"));
    for (const type of ["aws_ecs_service", "aws_lb_listener", "aws_lb"]) expect(first).not.toContain(type);
    expect(first).toContain("aws_lb_target_group");
  });

  test.each([
    ["nothing", FIXED, { create_before_destroy: true }],
    ["nothing", SCALED, { create_before_destroy: true, ignore_changes: ["desired_count"] }],
    ["an Application Load Balancer", FIXED, { create_before_destroy: true }],
    ["a Network Load Balancer", FIXED, undefined],
    ["a Network Load Balancer", SCALED, { ignore_changes: ["desired_count"] }],
  ] as const)("behind %s, with %j tasks", (what, replicas, lifecycle) => {
    const given = behind(what, replicas);
    expect(given.errors()).toEqual([]);
    expect(given.only("aws_ecs_service").lifecycle).toEqual(lifecycle);
  });
});
