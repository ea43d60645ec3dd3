/** What a header of the PROXY protocol says. */
interface ProxyHeader {
  /** Whose connection it is, in the usual form of an address; `undefined` where the peer speaks for itself. */
  readonly client: string | undefined;
  /** Its bytes; what follows is the connection's own. */
  readonly length: number;
}

/** Why bytes are no header. Never what they hold. */
export interface HeaderFault {
  readonly fault: string;
}

/** `undefined` where more bytes are needed to tell. */
export type HeaderResult = ProxyHeader | HeaderFault | undefined;
