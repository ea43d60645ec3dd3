import { TerraformStack, Testing } from "cdktf";
import { EdgeLoadBalancer, IngressRouter, Listener, LogicalService, type LogicalServiceProps, Members } from "portico";
import { Aws, type AwsProps } from "portico/aws";

// biome-ignore lint/suspicious/noExplicitAny: Terraform's JSON has no types
export type Body = Record<string, any>;

const PROPS: AwsProps = { vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"], lockFile: false };

/** A stack, the platform that it is for, and shorthands for what most tests need. */
export class Given {
  readonly stack: TerraformStack;
  readonly platform: Aws;

  constructor(props: Partial<AwsProps> = {}, id = "stack") {
    this.stack = new TerraformStack(Testing.app(), id);
    this.platform = new Aws({ ...PROPS, ...props });
  }

  service(id: string, props: Partial<LogicalServiceProps> = {}): LogicalService {
    const members = Members.addresses(["10.0.0.1"]);
    return new LogicalService(this.stack, id, { platform: this.platform, port: 8080, members, ...props });
  }

  router(id = "router", hostnames?: readonly string[]): IngressRouter {
    return new IngressRouter(this.stack, id, {
      platform: this.platform,
      ...(hostnames === undefined ? {} : { hostnames }),
    });
  }

  edge(id = "edge", platform = this.platform) {
    return new EdgeLoadBalancer(this.stack, id, { platform });
  }

  /** An edge with an HTTP listener on port 80 that leads to a router. */
  httpEdge(router: IngressRouter, platform = this.platform) {
    const edge = this.edge("edge", platform);
    edge.addListener("http", Listener.http({ port: 80, router }));
    return edge;
  }

  /** The synthesized resources of one type, by their names; nothing is validated. */
  resources(type: string): Readonly<Record<string, Body>> {
    return JSON.parse(Testing.synth(this.stack)).resource?.[type] ?? {};
  }

  /** The bodies of the resources of one type. */
  all(type: string): readonly Body[] {
    return Object.values(this.resources(type));
  }

  /** The body of the only resource of a type. */
  only(type: string): Body {
    const bodies = this.all(type);
    expect(bodies).toHaveLength(1);
    return bodies[0] ?? {};
  }

  /** The one resource of a type whose tag has this value. */
  tagged(type: string, tag: string, value: string): Body {
    const found = this.all(type).filter(({ tags }) => tags?.[`portico:${tag}`] === value);
    expect(found).toHaveLength(1);
    return found[0] ?? {};
  }

  /** The codes of the errors that stop the synthesis. */
  errors(): readonly string[] {
    return codes(this.errorLines());
  }

  errorLines(): readonly string[] {
    try {
      Testing.synth(this.stack, true);
      return [];
    } catch (error) {
      return String((error as Error).message)
        .split("\n")
        .filter((line) => /\[[a-z-]+\]$/.test(line));
    }
  }

  /** The codes of the warnings that stand in the output. */
  warnings(): readonly string[] {
    Testing.synth(this.stack, true);
    return codes(
      this.stack.node
        .findAll()
        .flatMap(({ node }) =>
          node.metadata.filter(({ type }) => type === "@cdktf/warn").map(({ data }) => String(data)),
        ),
    );
  }
}

function codes(lines: readonly string[]): readonly string[] {
  return lines.map((line) => /\[([a-z-]+)\]$/.exec(line)?.[1] ?? line);
}
