import type { TerraformStack } from "cdktf";
import { EdgeLoadBalancer, IngressRouter, Listener, LogicalService, Members } from "portico";
import { SelfHosted, type SelfHostedProps } from "portico/self-hosted";
import { newStack } from "../../support/synthesis";

/** A listener of each kind, with ports and addresses that can be set. */
export interface EdgeStackOptions<Resources> extends SelfHostedProps<Resources> {
  readonly port?: number;
  readonly address?: string;
  readonly member?: string | Members;
  readonly https?: boolean;
}

export interface EdgeStack<Resources> {
  readonly stack: TerraformStack;
  readonly resources: Resources;
}

/** One edge that leads to one service by HTTP, and to another by UDP. */
export function edgeStack<Resources>(options: EdgeStackOptions<Resources>): EdgeStack<Resources> {
  const { port = 80, address, member = "10.0.0.1", https = false, ...props } = options;
  const stack = newStack("shop");
  const platform = new SelfHosted<Resources>(props);
  const members = typeof member === "string" ? Members.addresses([member]) : member;
  const web = new LogicalService(stack, "web", { platform, port: 9000, members });
  const dns = new LogicalService(stack, "dns", { platform, port: 53, protocol: "UDP", members });
  const router = new IngressRouter(stack, "router", { platform });
  router.addRoute("all", { backends: [web] });
  const edge = new EdgeLoadBalancer(stack, "edge", {
    platform,
    accept: props.tiers === undefined ? [] : ["client-address-lost"],
  });
  edge.addListener("http", Listener.http({ port, router, ...(address === undefined ? {} : { address }) }));
  edge.addListener("Queries.of.names", Listener.udp({ port: 5353, service: dns }));
  if (https) edge.addListener("https", Listener.https({ port: 443, router, certificates: ["shop"] }));
  return { stack, resources: edge.resources.resources };
}
