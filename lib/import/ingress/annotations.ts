import type { Balancing, Filter, RequestRedirect, Route, Service } from "../../topology";
import type { Remarks } from "../remarks";
import type { IngressDocument } from "./documents";

const PREFIX = "nginx.ingress.kubernetes.io/";

/** Read elsewhere, or of no meaning for what a request gets. */
const HANDLED: ReadonlySet<string> = new Set([
  "rewrite-target",
  "use-regex",
  "ssl-redirect",
  "force-ssl-redirect",
  "permanent-redirect",
  "permanent-redirect-code",
  "temporal-redirect",
  "temporal-redirect-code",
  "canary",
  "canary-weight",
  "canary-weight-total",
  "canary-by-header",
  "canary-by-header-value",
  "canary-by-cookie",
  "affinity",
  "affinity-mode",
  "session-cookie-name",
  "session-cookie-max-age",
  "session-cookie-expires",
  "upstream-hash-by",
  "upstream-vhost",
  "backend-protocol",
  "proxy-read-timeout",
  "proxy-next-upstream-tries",
  "whitelist-source-range",
  "allowlist-source-range",
  "load-balance",
]);

/** A route that asked for one of these must not be open for want of it. */
const AUTHENTICATION = /^auth-(?:url|type|secret|tls-secret|signin)$/;

/** The annotations of an Ingress, by their names without what all begin with. */
export class NginxAnnotations {
  private readonly byName: ReadonlyMap<string, string>;

  constructor(private readonly ingress: IngressDocument) {
    this.byName = new Map(
      [...ingress.annotations].flatMap(([name, value]) =>
        name.startsWith(PREFIX) ? [[name.slice(PREFIX.length), value] as const] : [],
      ),
    );
  }

  get(name: string): string | undefined {
    return this.byName.get(name);
  }

  isOn(name: string): boolean {
    return this.get(name) === "true";
  }

  get asksForAuthentication(): boolean {
    return [...this.byName.keys()].some((name) => AUTHENTICATION.test(name));
  }

  /** Says which annotations are not carried over. */
  report(remarks: Remarks): void {
    const { path, annotations } = this.ingress;
    for (const name of annotations.keys()) {
      if (name.startsWith(PREFIX)) {
        const own = name.slice(PREFIX.length);
        if (HANDLED.has(own) || AUTHENTICATION.test(own)) continue;
      } else if (!/(?:ingress|traefik|haproxy|alb|cert-manager)/.test(name) || name === "kubernetes.io/ingress.class") {
        continue;
      }
      remarks.changed(
        "import-annotation",
        `${path} metadata.annotations["${name}"]`,
        "this annotation is not carried over",
        "see docs/routing.md for what a route can say, or leave it to the platform's settings",
      );
    }
    if (this.asksForAuthentication) {
      remarks.changed(
        "import-auth",
        path,
        "its routes ask for authentication, which is not carried over; they answer 403",
        "put authentication in front, then lead the routes to their services",
      );
    }
  }
}

/** A redirect of all that the Ingress takes. */
export function redirectOf(annotations: NginxAnnotations): RequestRedirect | undefined {
  const permanent = annotations.get("permanent-redirect");
  const target = permanent ?? annotations.get("temporal-redirect");
  if (target === undefined || !URL.canParse(target)) return undefined;
  const { protocol, hostname, port, pathname, search } = new URL(target);
  if ((protocol !== "http:" && protocol !== "https:") || search !== "") return undefined;
  const fallback = permanent === undefined ? 302 : 301;
  const code = Number(annotations.get(permanent === undefined ? "temporal-redirect-code" : "permanent-redirect-code"));
  return {
    type: "RequestRedirect",
    scheme: protocol === "http:" ? "http" : "https",
    hostname,
    ...(port === "" ? {} : { port: Number(port) }),
    path: { type: "ReplaceFullPath", replaceFullPath: pathname },
    statusCode: isRedirectCode(code) ? code : fallback,
  };
}

function isRedirectCode(code: number): code is NonNullable<RequestRedirect["statusCode"]> {
  return [301, 302, 303, 307, 308].includes(code);
}

export function timeoutsOf(annotations: NginxAnnotations): Pick<Route, "timeouts" | "retry"> {
  const read = annotations.get("proxy-read-timeout");
  const tries = Number(annotations.get("proxy-next-upstream-tries") ?? Number.NaN);
  return {
    ...(read !== undefined && /^\d+$/.test(read) ? { timeouts: { backendRequest: `${Number(read)}s` } } : {}),
    ...(Number.isInteger(tries) && tries > 0 ? { retry: { attempts: Math.min(tries - 1, 10) } } : {}),
  };
}

export function hostRewriteOf(annotations: NginxAnnotations): readonly Filter[] {
  const hostname = annotations.get("upstream-vhost");
  return hostname === undefined ? [] : [{ type: "URLRewrite", hostname }];
}

/** What an Ingress asks of the services that it leads to. */
export function traitsOf(annotations: NginxAnnotations, path: string, remarks: Remarks): Omit<Service, "name"> {
  const balancing = balancingOf(annotations, path, remarks);
  const protocol = annotations.get("backend-protocol") ?? "HTTP";
  if (protocol !== "HTTP" && protocol !== "GRPC" && protocol !== "AUTO_HTTP") {
    remarks.changed(
      "import-backend-protocol",
      path,
      `its services speak ${protocol}, and Portico's routes lead to HTTP`,
      "let the service speak HTTP inside of the cluster, or lead to it with a TLS listener",
    );
  }
  return {
    ...(protocol === "GRPC" ? { protocol } : {}),
    ...(balancing === undefined ? {} : { balancing }),
    ...(annotations.get("affinity") === "cookie" ? { sessionAffinity: affinityOf(annotations) } : {}),
  };
}

function affinityOf(annotations: NginxAnnotations): NonNullable<Service["sessionAffinity"]> {
  const ttl = annotations.get("session-cookie-max-age") ?? annotations.get("session-cookie-expires");
  return {
    type: "Cookie",
    cookieName: annotations.get("session-cookie-name") ?? "INGRESSCOOKIE",
    ...(ttl !== undefined && /^\d+$/.test(ttl) ? { ttl: `${ttl}s` } : {}),
  };
}

/** Variables of nginx by what they are in Portico. */
const KEYS: readonly (readonly [variable: RegExp, key: (name: string) => string])[] = [
  [/^\$(?:remote_addr|binary_remote_addr)$/, () => "source"],
  [/^\$(?:request_uri|uri)$/, () => "path"],
  [/^\$http_(\w+)$/, (name) => `header:${name.replaceAll("_", "-")}`],
  [/^\$cookie_(\w+)$/, (name) => `cookie:${name}`],
  [/^\$arg_(\w+)$/, (name) => `query:${name}`],
];

function balancingOf(annotations: NginxAnnotations, path: string, remarks: Remarks): Balancing | undefined {
  const by = annotations.get("upstream-hash-by");
  if (by === undefined) return undefined;
  for (const [variable, key] of KEYS) {
    const match = variable.exec(by);
    if (match !== null) return { algorithm: "ConsistentHash", key: key(match[1] ?? "") };
  }
  remarks.changed(
    "import-balancing",
    `${path} metadata.annotations["${PREFIX}upstream-hash-by"]`,
    `"${by}" is no key that Portico can hash`,
    "it is in turn now; choose one with Balancing.consistentHash()",
  );
  return undefined;
}
