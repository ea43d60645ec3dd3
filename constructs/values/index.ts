export { Balancing } from "./balancing";
export { Filter, type HeaderChanges, type PathChange } from "./filter";
export { HealthCheck } from "./health-check";
export {
  type HttpListenerProps,
  type HttpsListenerProps,
  type HttpsRedirectListenerProps,
  type HttpsRedirectSpec,
  Listener,
  type ListenerSpec,
  type TcpListenerProps,
  type TlsListenerProps,
  type TlsPassthroughListenerProps,
  type UdpListenerProps,
} from "./listener";
export { Match } from "./match";
export {
  type AddressMembers,
  type DnsMembers,
  type DnsMembersProps,
  type MemberAddress,
  Members,
  type PlatformMembers,
  type SelectorMembers,
} from "./members";
export { SessionAffinity } from "./session-affinity";
export { type ContainerWorkload, type ReplicaRange, Workload } from "./workload";
