import type { Route } from "../../topology";
import type { Remarks } from "../remarks";
import type { KontenaService } from "./setup";

/** What of a balancer's variables has no place in a stack, and what stands for it. */
const SETTINGS: readonly (readonly [variable: RegExp, code: string, message: string, remedy: string])[] = [
  [
    /^STATS_PASSWORD$/,
    "import-statistics",
    "the statistics page is not there",
    "portico proxy --admin HOST:PORT has metrics, health and the running configuration; keep that address private",
  ],
  [
    /^KONTENA_LB_SSL_CIPHERS$/,
    "import-ciphers",
    "the list of ciphers is not carried over",
    "the proxy takes TLS 1.2 and 1.3 with forward secrecy alone; on AWS there is tlsPolicy",
  ],
  [
    /^KONTENA_LB_(?:CUSTOM|GLOBAL)_SETTINGS$/,
    "import-custom-settings",
    "lines of HAProxy's configuration cannot be carried over",
    "say the same in Portico's words, or leave it to its defaults",
  ],
  [
    /^KONTENA_LB_ACCEPT_PROXY$/,
    "import-proxy-protocol",
    "the PROXY protocol is not read",
    "let what stands in front pass the client's address on otherwise, or pass bytes through",
  ],
  [/^ETCD_NODE$/, "import-discovery", "instances are not found by etcd", "name them when the stack is made"],
];

/** Routes that a balancer answers by itself. */
export function ownRoutes({ environment }: KontenaService): readonly Route[] {
  const health = environment.get("KONTENA_LB_HEALTH_URI");
  const challenges = [...environment].filter(([name]) => name.startsWith("ACME_CHALLENGE_"));
  return [
    ...(health === undefined || health === "" ? [] : [answer("health", health, "")]),
    ...challenges.map(([name, value], index) => {
      const token = name.slice("ACME_CHALLENGE_".length);
      return answer(`acme-challenge-${index + 1}`, `/.well-known/acme-challenge/${token}`, value);
    }),
  ];
}

function answer(name: string, value: string, body: string): Route {
  return {
    name,
    matches: [{ path: { type: "Exact", value } }],
    filters: [{ type: "FixedResponse", statusCode: 200, contentType: "text/plain", body }],
  };
}

/** Names of the certificates that a balancer showed, the default one first; their content stays out of the stack. */
export function certificatesOf({ environment }: KontenaService): readonly string[] {
  const bundles = (environment.get("SSL_CERTS") ?? "").match(/-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/g)?.length;
  const several = environment.has("SSL_CERTS")
    ? Array.from({ length: bundles ?? 1 }, (_, index) => `cert-${index + 1}`)
    : [];
  const named = [...environment.keys()].filter((name) => name.startsWith("SSL_CERT_"));
  return [...several, ...named.map((name) => name.slice("SSL_CERT_".length).toLowerCase().replaceAll("_", "-"))];
}

export function reportBalancer({ environment, path }: KontenaService, remarks: Remarks): void {
  for (const [name, value] of environment) {
    if (value.trim() === "") continue;
    for (const [variable, code, message, remedy] of SETTINGS) {
      if (variable.test(name)) remarks.changed(code, `${path}.environment.${name}`, message, remedy);
    }
  }
}
