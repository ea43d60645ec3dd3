import type { RouterInput, TlsSecret } from "./router-input";

/** The secrets of all HTTPS listeners, each once. */
export function tlsSecrets({ listeners }: RouterInput): TlsSecret[] {
  const secrets = new Map(listeners.flatMap(({ secrets }) => secrets).map((secret) => [secret.secretName, secret]));
  return [...secrets.values()];
}
