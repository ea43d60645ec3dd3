/** What is told to a service about the connection that a request came by. */
export interface ForwardedFacts {
  /** The client's address; where a trusted proxy has named others before it, all of them. */
  readonly sourceAddress: string;
  readonly scheme: string;
  /** As the client wrote it. */
  readonly host: string;
  /** The listener's. */
  readonly port: number | string;
  /** The `Forwarded` field, where a trusted proxy uses it. */
  readonly forwarded?: string | undefined;
  /** The value of {@link clientCertificateField}; absent where the client has shown no certificate. */
  readonly clientCertificate?: string | undefined;
}

/** A client's certificate, given as DER, as the value of a Client-Cert field (RFC 9440 section 2.2). */
export function clientCertificateField(der: Buffer): string {
  return `:${der.toString("base64")}:`;
}

/**
 * Whether a client's field is dropped since it would tell a service what only the proxy can know. Underscores count as
 * hyphens: CGI and its heirs cannot tell them apart.
 */
export function isForwardedField(lowerCaseName: string): boolean {
  const first = lowerCaseName.charCodeAt(0);
  if (first === 0x66) return lowerCaseName === "forwarded";
  if (first === 0x63) return /^client[-_]cert(?:[-_]chain)?$/.test(lowerCaseName);
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
  if (facts.forwarded !== undefined) fields.push("Forwarded", facts.forwarded);
  if (facts.clientCertificate !== undefined) fields.push("Client-Cert", facts.clientCertificate);
}

/** The same as lines of a head. */
export function forwardedLines(facts: ForwardedFacts): string {
  const { sourceAddress, scheme, host, port, clientCertificate, forwarded } = facts;
  const standard = forwarded === undefined ? "" : `Forwarded: ${forwarded}\r\n`;
  const certificate = clientCertificate === undefined ? "" : `Client-Cert: ${clientCertificate}\r\n`;
  return `${certificate}${standard}X-Forwarded-For: ${sourceAddress}\r\nX-Forwarded-Proto: ${scheme}\r\nX-Forwarded-Host: ${host}\r\nX-Forwarded-Port: ${port}\r\n`;
}
