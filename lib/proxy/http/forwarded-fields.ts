/** What is told to a service about the connection that a request came by. */
export interface ForwardedFacts {
  readonly sourceAddress: string;
  readonly scheme: "http" | "https";
  /** As the client wrote it. */
  readonly host: string;
  /** The listener's. */
  readonly port: number;
}

/**
 * Whether a client's field is dropped since it would tell a service what only the proxy can know. Underscores count as
 * hyphens: CGI and its heirs cannot tell them apart.
 */
export function isForwardedField(lowerCaseName: string): boolean {
  const first = lowerCaseName.charCodeAt(0);
  if (first === 0x66) return lowerCaseName === "forwarded";
  if (first !== 0x78) return false;
  const name = lowerCaseName.includes("_") ? lowerCaseName.replaceAll("_", "-") : lowerCaseName;
  return name.startsWith("x-forwarded-") || name === "x-real-ip";
}

/** Adds the proxy's own X-Forwarded fields. */
export function addForwardedFields(fields: string[], facts: ForwardedFacts): void {
  fields.push(
    "X-Forwarded-For",
    facts.sourceAddress,
    "X-Forwarded-Proto",
    facts.scheme,
    "X-Forwarded-Host",
    facts.host,
    "X-Forwarded-Port",
    String(facts.port),
  );
}

/** The same as lines of a head. */
export function forwardedLines({ sourceAddress, scheme, host, port }: ForwardedFacts): string {
  return `X-Forwarded-For: ${sourceAddress}\r\nX-Forwarded-Proto: ${scheme}\r\nX-Forwarded-Host: ${host}\r\nX-Forwarded-Port: ${port}\r\n`;
}
