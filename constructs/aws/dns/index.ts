export { type AliasTarget, addDnsRecords, type DnsName } from "./dns-name";
export { HostedZone, type HostedZoneLookup, type IHostedZone, zoneId } from "./hosted-zone";
