import { block, type Resource, type TerraformDocument, text } from "../parity";
import { isInternal, type Kind, kindOf, listenersOf, rulesOf } from "./count";

/** A load balancer of one of several stacks. */
export interface BalancerPlace {
  readonly stack: string;
  readonly resource: string;
  /** The edge that it was made for, where the output says so. */
  readonly edge?: string;
}

/** Load balancers that stand alike, so that one could take the place of all. */
export interface SharingCandidate {
  readonly kind: Kind;
  readonly balancers: readonly BalancerPlace[];
  /** What one load balancer would have. */
  readonly together: { readonly listeners: number; readonly rules: number; readonly targetGroups: number };
  /** Ports that several of them listen on: rules for hosts or paths would tell their requests apart. */
  readonly sharedPorts: readonly number[];
}

/** How much one load balancer takes unless AWS has raised it (ELB user guides, "Quotas"). */
const QUOTAS = { listeners: 50, rules: 100, targetGroups: 100 };

interface Standing {
  readonly place: BalancerPlace;
  readonly kind: Kind;
  /** Equal for load balancers that one could take the place of. */
  readonly key: string;
  readonly listeners: readonly { readonly port: number; readonly isEncrypted: boolean }[];
  readonly rules: number;
  readonly targetGroups: number;
}

/**
 * Groups of load balancers of one kind, in the same subnets and with the same openness, that together stay within the
 * quotas of one.
 */
export function sharingCandidates(
  stacks: readonly { readonly name: string; readonly document: TerraformDocument }[],
): readonly SharingCandidate[] {
  const standing = stacks.flatMap(({ name, document }) =>
    document.ofType("aws_lb").map((balancer) => standingOf(name, document, balancer)),
  );
  const groups = new Map<string, Standing[][]>();
  for (const one of standing) {
    const alike = groups.get(one.key) ?? [];
    groups.set(one.key, alike);
    const group = alike.find((others) => canJoin(one, others));
    if (group === undefined) alike.push([one]);
    else group.push(one);
  }
  return [...groups.values()]
    .flat()
    .filter((group) => group.length > 1)
    .map(candidate);
}

function standingOf(stack: string, document: TerraformDocument, balancer: Resource): Standing {
  const { body, address: resource } = balancer;
  const kind = kindOf(balancer);
  const edge = text(block(body.tags)["portico:edge"]);
  const listeners = listenersOf(document, balancer);
  const rules = listeners.flatMap((listener) => rulesOf(document, listener));
  const subnets = JSON.stringify(Array.isArray(body.subnets) ? [...body.subnets].sort() : (body.subnets ?? null));
  // What a reference means is known within its stack alone.
  const scope = subnets.includes("${") || body.subnet_mapping !== undefined ? stack : "";
  const leadsTo = [...listeners, ...rules].flatMap((one) => [...targetGroupsIn(document, one.body)]);
  return {
    place: { stack, resource, ...(edge === undefined ? {} : { edge }) },
    kind,
    key: JSON.stringify([
      kind,
      isInternal(balancer),
      text(body.ip_address_type) ?? "ipv4",
      scope,
      subnets,
      body.subnet_mapping,
    ]),
    listeners: listeners.map((listener) => ({
      port: Number(listener.body.port),
      isEncrypted: ["HTTPS", "TLS"].includes(text(listener.body.protocol) ?? ""),
    })),
    rules: rules.length,
    targetGroups: new Set(leadsTo).size,
  };
}

function* targetGroupsIn(document: TerraformDocument, value: unknown): Iterable<string> {
  if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) yield* targetGroupsIn(document, part);
    return;
  }
  const resource = document.follow(value);
  if (resource?.type === "aws_lb_target_group") yield resource.address;
}

/** A port has one listener: of one protocol on an Application Load Balancer, and with one service on a Network one. */
function canJoin(one: Standing, group: readonly Standing[]): boolean {
  if (one.kind === "gateway") return false;
  const { together } = candidate([...group, one]);
  const isWithin = Object.entries(QUOTAS).every(([name, quota]) => together[name as keyof typeof QUOTAS] <= quota);
  return isWithin && group.every((other) => other.listeners.every((listener) => fits(listener, one)));
}

function fits({ port, isEncrypted }: Standing["listeners"][number], { kind, listeners }: Standing): boolean {
  const same = listeners.filter((listener) => listener.port === port);
  return same.length === 0 || (kind === "application" && same.every((other) => other.isEncrypted === isEncrypted));
}

function candidate(group: readonly Standing[]): SharingCandidate {
  const ports = group.flatMap(({ listeners }) => listeners.map(({ port }) => port));
  const sharedPorts = [...new Set(ports.filter((port, index) => ports.indexOf(port) !== index))].sort((a, b) => a - b);
  const sum = (of: (one: Standing) => number) => group.reduce((total, one) => total + of(one), 0);
  return {
    kind: group[0]?.kind ?? "application",
    balancers: group.map(({ place }) => place),
    together: {
      listeners: new Set(ports).size,
      rules: sum(({ rules }) => rules),
      targetGroups: sum(({ targetGroups }) => targetGroups),
    },
    sharedPorts,
  };
}
