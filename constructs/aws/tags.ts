/** Tags by which `lib/parity`, and people, tell which part of a Topology a resource came from. */
export interface PorticoTags {
  readonly edge?: string;
  readonly listener?: string;
  readonly router?: string;
  readonly route?: string;
  readonly service?: string;
}

/** A user's tags, and Portico's, which nobody else sets. */
export function tagsFor(user: Readonly<Record<string, string>> | undefined, own: PorticoTags): Record<string, string> {
  const tags = { ...user };
  for (const [part, name] of Object.entries(own)) tags[`portico:${part}`] = name;
  return tags;
}
