import type { IConstruct } from "constructs";
import {
  type Certificate,
  type Diagnostic,
  type EdgeListener,
  type EdgeLoadBalancer,
  type IngressRouter,
  type LogicalService,
  type Platform,
  type Route,
  reportDiagnostics,
  topologyPath,
} from "portico";

/** What a platform finds about one construct: by the construct's id. */
export type Findings = Readonly<Record<string, readonly Pick<Diagnostic, "code" | "severity">[]>>;

/** A platform that makes nothing, remembers what it was asked for, and finds what it is told to. */
export class FakePlatform implements Platform<string, string, string> {
  readonly calls: string[] = [];

  constructor(
    readonly name: string = "fake",
    private readonly findings: Findings = {},
  ) {}

  certificate(name: string): Certificate | undefined {
    return name.startsWith("no-") ? undefined : { name, certFile: `${name}.crt`, keyFile: `${name}.key` };
  }

  lowerService(service: LogicalService): string {
    return this.lowered("service", service);
  }

  lowerRouter(router: IngressRouter): string {
    return this.lowered("router", router);
  }

  lowerRoute(_router: IngressRouter, route: Route): void {
    this.lowered("route", route, route.props.accept);
  }

  lowerEdge(edge: EdgeLoadBalancer): string {
    return this.lowered("edge", edge);
  }

  lowerListener(_edge: EdgeLoadBalancer, listener: EdgeListener): void {
    this.lowered("listener", listener);
  }

  private lowered(kind: string, construct: IConstruct, accept?: readonly string[]): string {
    const { id } = construct.node;
    this.calls.push(`${kind} ${id}`);
    reportDiagnostics(
      construct,
      () =>
        (this.findings[id] ?? []).map((finding) => ({
          ...finding,
          path: topologyPath(construct),
          message: `the ${kind} cannot be had`,
          remedy: "do without",
        })),
      accept,
    );
    return `${kind} ${id} on ${this.name}`;
  }
}
