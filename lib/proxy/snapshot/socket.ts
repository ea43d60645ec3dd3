import * as ipaddr from "ipaddr.js";
import type { ListenerPlan } from "../engine";

/** What a listener is known by from one snapshot to the next: what cannot change without a new socket or engine. */
export function socketKey(plan: ListenerPlan): string {
  const mode = plan.protocol === "TLS" ? plan.mode : "";
  return `${plan.protocol} ${mode} ${canonical(plan.address)} ${plan.port}`;
}

/** Whether the two cannot be bound at the same time. */
export function overlap(one: ListenerPlan, other: ListenerPlan): boolean {
  if (one.port !== other.port || (one.protocol === "UDP") !== (other.protocol === "UDP")) return false;
  const addresses = [canonical(one.address), canonical(other.address)];
  // The wildcard of IPv6 takes IPv4 connections too (RFC 3493 section 5.3).
  return addresses[0] === addresses[1] || addresses.includes("::") || addresses.includes("0.0.0.0");
}

function canonical(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.parse(address).toString() : address;
}
