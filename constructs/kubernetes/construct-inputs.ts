import { TerraformStack } from "../cdktf";
import { EdgeListener } from "../edge-load-balancer";
import type { LogicalService } from "../logical-service";
import type { HttpListenerInput } from "./edge";
import { TokenMask } from "./objects";
import { podSelector, type ServiceInput } from "./service";

/** A service as its lowering takes it; its values may be tokens. */
export function serviceInput(service: LogicalService): ServiceInput {
  const { port, members, workload } = service.props;
  const selected = members?.spec.type === "selector" ? members.spec.labels : undefined;
  const selector = workload === undefined ? selected : podSelector(service.name);
  return {
    service: service.topology,
    port,
    ...(selector === undefined ? {} : { selector }),
    ...(workload === undefined ? {} : { workload: workload.spec }),
  };
}

/** The listeners of a stack that lead to a router. */
export function httpListeners(listener: EdgeListener): EdgeListener[] {
  return TerraformStack.of(listener)
    .node.findAll()
    .filter((construct) => construct instanceof EdgeListener && construct.router !== undefined) as EdgeListener[];
}

/** A listener that leads to a router, as it is checked against others; `undefined` where it leads to none. */
export function httpListenerInput(listener: EdgeListener): HttpListenerInput | undefined {
  const { spec, router, edge } = listener;
  if (router === undefined || (spec.protocol !== "HTTP" && spec.protocol !== "HTTPS")) return undefined;
  const { protocol, port } = new TokenMask().mask({ protocol: spec.protocol, port: spec.port });
  const hostnames = router.routes.map((route) => route.props.hostnames ?? router.props.hostnames);
  const isOpen = hostnames.length === 0 || hostnames.some((list) => list === undefined || list.length === 0);
  return {
    name: `${edge.name}/${listener.name}`,
    router: router.name,
    protocol,
    port,
    hostnames: isOpen ? router.props.hostnames : hostnames.flatMap((list) => list ?? []),
  };
}
