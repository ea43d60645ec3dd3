import type { ProxyProtocol, Route } from "../../topology";
import type { Remarks } from "../remarks";
import type { OwnNames } from "./own-names";
import type { KontenaService } from "./setup";

/** What of a balancer's variables, each as `NAME=value`, has no place in a stack, and what stands for it. */
const SETTINGS: readonly (readonly [setting: RegExp, code: string, message: string, remedy: string])[] = [
  [
    /^STATS_PASSWORD=/,
    "import-statistics",
    "the statistics page is not there",
    "portico proxy --admin HOST:PORT has metrics, health and the running configuration; keep that address private",
  ],
  [
    /^KONTENA_LB_SSL_CIPHERS=/,
    "import-ciphers",
    "the list of ciphers is not carried over",
    "the proxy takes TLS 1.2 and 1.3 with forward secrecy alone; on AWS there is tlsPolicy",
  ],
  [
    /^KONTENA_LB_(?:CUSTOM|GLOBAL)_SETTINGS=/,
    "import-custom-settings",
    "lines of HAProxy's configuration cannot be carried over",
    "say the same in Portico's words, or leave it to its defaults",
  ],
  [
    /^KONTENA_LB_ACCEPT_PROXY=/,
    "import-proxy-protocol",
    "a header was taken from everybody; it is read from private networks alone, and needed there",
    "name the load balancers in front, and nothing else, in proxyProtocol.trustedProxies of each listener",
  ],
  [
    /^KONTENA_LB_HTTP2=\s*false\s*$/,
    "import-http2",
    "HTTP/2 was turned off; HTTPS listeners offer it beside HTTP/1.1",
    "nothing, unless clients fail with it; load balancers of AWS have application.http2 to turn it off",
  ],
  [/^ETCD_NODE=/, "import-discovery", "instances are not found by etcd", "name them when the stack is made"],
];

/** Networks that nobody connects from over the internet (RFC 1918, RFC 4193). */
const PRIVATE_NETWORKS = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];

/**
 * What a balancer's listeners are told of the PROXY protocol. It took any value for yes, and did not name the peers.
 */
export function proxyProtocolOf({ environment }: KontenaService): { readonly proxyProtocol?: ProxyProtocol } {
  const value = environment.get("KONTENA_LB_ACCEPT_PROXY") ?? "";
  return value.trim() === "" ? {} : { proxyProtocol: { trustedProxies: PRIVATE_NETWORKS } };
}

const HEALTH = "KONTENA_LB_HEALTH_URI";
const CHALLENGE = "ACME_CHALLENGE_";

/** Routes that a balancer answers by itself. */
export function ownRoutes({ environment, path }: KontenaService, names: OwnNames): readonly Route[] {
  const health = environment.get(HEALTH);
  const challenges = [...environment].filter(([variable]) => variable.startsWith(CHALLENGE));
  const answer = (wanted: string, variable: string, value: string, body: string): Route => ({
    name: names.take(wanted, `${path}.environment.${variable}`, `the route that answers "${value}"`),
    matches: [{ path: { type: "Exact", value } }],
    filters: [{ type: "FixedResponse", statusCode: 200, contentType: "text/plain", body }],
  });
  return [
    ...(health === undefined || health === "" ? [] : [answer("health", HEALTH, health, "")]),
    ...challenges.map(([variable, body], index) => {
      const token = variable.slice(CHALLENGE.length);
      return answer(`acme-challenge-${index + 1}`, variable, `/.well-known/acme-challenge/${token}`, body);
    }),
  ];
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
    for (const [setting, code, message, remedy] of SETTINGS) {
      if (setting.test(`${name}=${value}`)) remarks.changed(code, `${path}.environment.${name}`, message, remedy);
    }
  }
}
