import { createHash } from "node:crypto";
import type { SecureContextOptions } from "node:tls";

/** How TLS is ended, with what the Topology names at hand. */
export interface TlsSettings {
  readonly policy: "Intermediate" | "Modern";
  readonly clients: ClientSettings | undefined;
}

interface ClientSettings {
  /** PEM: those who may have issued a client's certificate. */
  readonly authorities: string;
  readonly required: boolean;
}

export const DEFAULT_SETTINGS: TlsSettings = { policy: "Intermediate", clients: undefined };

/** Forward secrecy and authenticated encryption alone, for TLS 1.2; those of TLS 1.3 are all of that kind. */
const CIPHERS = [
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
].join(":");

const FLOORS = { Intermediate: "TLSv1.2", Modern: "TLSv1.3" } as const;

/** What of the settings is told to the TLS library. */
export function contextOptions({ policy, clients }: TlsSettings): SecureContextOptions {
  return {
    minVersion: FLOORS[policy],
    ciphers: CIPHERS,
    ...(clients === undefined ? {} : { ca: clients.authorities }),
    // A session that was begun under other settings must not be taken up under these.
    sessionIdContext: digest({ policy, clients }),
  };
}

/** Equal where two settings are. */
export function digest(settings: TlsSettings): string {
  return createHash("sha256").update(JSON.stringify(settings)).digest("hex").slice(0, 32);
}
