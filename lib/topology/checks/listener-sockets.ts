import { canonicalAddress, isIpAddress } from "../address";
import type { Listener, Topology } from "../model";
import type { Draft } from "../structure";
import { quoted } from "../wording";
import type { Check, Report, Subject } from "./check";
import { listenersOf, type PlacedListener } from "./walk";

const DEFAULT_ADDRESS = "0.0.0.0";

/** A listener's address is one that can be bound, and no two listeners of an edge want the same socket. */
export const listenerSockets: Check = (subject, report) => {
  for (const { value, at } of listenersOf(subject.topology)) {
    const { address } = value;
    if (address === undefined || isIpAddress(address)) continue;
    const remedy = 'write one as in "0.0.0.0", "127.0.0.1" or "::1"';
    report.error([...at, "address"], "invalid-address", `${quoted(address)} is not an IP address`, remedy);
  }
  for (const listeners of byEdge(subject.topology).values()) reportClashes(listeners, subject, report);
};

/**
 * Listeners of different edges that want the same socket. Edges of their own machines, such as cloud load balancers,
 * may well share a port; one proxy that runs them all cannot.
 */
export const socketsAcrossEdges: Check = (subject, report) => {
  reportClashes(listenersOf(subject.topology), subject, report, (one, other) => one.edge !== other.edge);
};

function byEdge(topology: Draft<Topology>): Map<unknown, PlacedListener[]> {
  const groups = new Map<unknown, PlacedListener[]>();
  for (const listener of listenersOf(topology)) {
    const group = groups.get(listener.edge);
    if (group === undefined) groups.set(listener.edge, [listener]);
    else group.push(listener);
  }
  return groups;
}

function reportClashes(
  listeners: readonly PlacedListener[],
  subject: Subject,
  report: Report,
  counts: (one: PlacedListener, other: PlacedListener) => boolean = () => true,
): void {
  const earlier = new Map<string, PlacedListener[]>();
  for (const listener of listeners) {
    const { port, protocol } = listener.value;
    if (port === undefined || protocol === undefined || !isIpAddress(addressOf(listener))) continue;
    if (subject.isUnreadable([...listener.at, "address"])) continue;
    const key = `${transportOf(protocol)} ${port}`;
    const others = earlier.get(key) ?? [];
    const clash = others.find((other) => counts(listener, other) && overlap(addressOf(listener), addressOf(other)));
    if (clash !== undefined) reportClash(listener, clash, report);
    earlier.set(key, [...others, listener]);
  }
}

function reportClash(listener: PlacedListener, other: PlacedListener, report: Report): void {
  const wanted = socketName(listener);
  const taken = socketName(other);
  const owner = `listener ${quoted(other.value.name ?? "")}${other.edge === listener.edge ? "" : ` of edge ${quoted(other.edge.name ?? "")}`}`;
  const message =
    wanted === taken ? `${wanted} is taken by ${owner}` : `${wanted} overlaps ${taken}, which is taken by ${owner}`;
  report.error([...listener.at, "port"], "address-in-use", message, "give one of them another port or address");
}

function transportOf(protocol: Listener["protocol"]): "TCP" | "UDP" {
  return protocol === "UDP" ? "UDP" : "TCP";
}

function addressOf(listener: PlacedListener): string {
  return canonicalAddress(listener.value.address ?? DEFAULT_ADDRESS);
}

function socketName(listener: PlacedListener): string {
  const address = addressOf(listener);
  return `${address.includes(":") ? `[${address}]` : address}:${listener.value.port}`;
}

/** `::` takes IPv4 connections too (RFC 3493 section 5.3), so it overlaps every address; `0.0.0.0` every IPv4 address. */
function overlap(one: string, other: string): boolean {
  return one === other || covers(one, other) || covers(other, one);
}

function covers(wide: string, narrow: string): boolean {
  return wide === "::" || (wide === DEFAULT_ADDRESS && !narrow.includes(":"));
}
