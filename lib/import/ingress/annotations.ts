import type { Balancing, Filter, RequestRedirect, Route, Service } from "../../topology";
import type { Remarks } from "../remarks";
import type { IngressDocument } from "./documents";
import { type ControllerSettings, settingFor } from "./settings";

/** What the annotations of ingress-nginx begin with. */
export const PREFIX = "nginx.ingress.kubernetes.io/";

/** The annotations of an Ingress, by their names without what all begin with, and the settings that stand for them. */
export class NginxAnnotations {
  private readonly byName: ReadonlyMap<string, string>;

  constructor(
    private readonly ingress: IngressDocument,
    private readonly settings?: ControllerSettings,
  ) {
    this.byName = new Map(
      [...ingress.annotations].flatMap(([name, value]) =>
        name.startsWith(PREFIX) ? [[name.slice(PREFIX.length), value] as const] : [],
      ),
    );
  }

  get(name: string): string | undefined {
    const own = this.byName.get(name);
    const setting = own === undefined ? this.settingFor(name) : undefined;
    return setting === undefined ? own : this.setting(setting);
  }

  isOn(name: string): boolean {
    return this.get(name) === "true";
  }

  /** A setting of the controller. */
  setting(name: string): string | undefined {
    return this.settings?.data.get(name);
  }

  /** Where an annotation stands, or the setting in its place, for remarks. */
  placeOf(name: string): string {
    const setting = this.byName.has(name) ? undefined : this.settingFor(name);
    if (this.settings !== undefined && setting !== undefined && this.setting(setting) !== undefined) {
      return `${this.ingress.path}: ${this.settings.path} data["${setting}"]`;
    }
    return `${this.ingress.path} metadata.annotations["${PREFIX}${name}"]`;
  }

  /** An Ingress that asks another service than all others has nothing of what they ask it. */
  private settingFor(name: string): string | undefined {
    return settingFor(name, !this.byName.has("auth-url") && this.byName.get("enable-global-auth") !== "false");
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
  const balancing = balancingOf(annotations, remarks);
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

function balancingOf(annotations: NginxAnnotations, remarks: Remarks): Balancing | undefined {
  const by = annotations.get("upstream-hash-by");
  if (by === undefined) return undefined;
  for (const [variable, key] of KEYS) {
    const match = variable.exec(by);
    if (match !== null) return { algorithm: "ConsistentHash", key: key(match[1] ?? "") };
  }
  remarks.changed(
    "import-balancing",
    annotations.placeOf("upstream-hash-by"),
    `"${by}" is no key that Portico can hash`,
    "it is in turn now; choose one with Balancing.consistentHash()",
  );
  return undefined;
}
