import type { BackendShare } from "../../../routing";
import { type KubernetesObject, nameIn, readObjects, routerOf, routesOf } from "../../kubernetes";
import type { ParityRequest, Scheme } from "../../request";
import type { Condition, Outcome, Rule } from "../../rule";
import { blocks, number, type TerraformDocument, text } from "../../terraform";
import type { RulesDialect } from "../dialect";
import type { Ingress, IngressPath } from "../ingress";
import { compileRule } from "./matchers";
import { type Middleware, pass, readMiddleware } from "./middleware";
import { parseRule } from "./rule-syntax";
import { TraefikServices } from "./services";

/** Traefik's own service that answers by itself, for routers whose middlewares are to answer. */
const NOOP = "noop@internal";

/** A router as Traefik has it: the higher its priority, the earlier it is tried. */
interface TraefikRouter extends Rule {
  readonly priority: number;
  /** What it leads to. */
  readonly services: readonly string[];
}

/**
 * Traefik 3, with its default settings: Ingresses and IngressRoutes become routers of one table, tried by descending
 * priority, which is the length of the rule where none is given (Traefik, HTTP routers, "Rules & Priority").
 */
export const traefik: RulesDialect = {
  name: "Traefik",
  classNames: ["traefik"],
  controllers: ["traefik.io/ingress-controller"],
  kinds: ["IngressRoute"],
  rules({ ingresses, services, emptyServices, document }) {
    const middlewares = new Middlewares(document);
    const traefikServices = new TraefikServices(document, services);
    const routers = [
      ...readObjects(document, "IngressRoute").flatMap((object) =>
        ingressRouteRouters(object, middlewares, traefikServices),
      ),
      ...ingresses.flatMap((ingress) => ingressRouters(ingress, middlewares)),
    ];
    // Without `allowEmptyServices`, no router is made for a service without endpoints (Kubernetes providers).
    return routers
      .filter(({ services: led }) => !led.some((service) => emptyServices.has(service)))
      .sort((a, b) => b.priority - a.priority);
  },
};

class Middlewares {
  private readonly byName: ReadonlyMap<string, Middleware>;

  constructor(readonly document: TerraformDocument) {
    this.byName = new Map(
      readObjects(document, "Middleware").map(({ namespace, name, spec }) => [
        `${namespace}/${name}`,
        readMiddleware(spec),
      ]),
    );
  }

  /** @throws SyntaxError where it is not in the document: what it does can't be known */
  get(namespace: string, name: string): Middleware {
    const found = this.byName.get(`${namespace}/${name}`);
    if (found === undefined)
      throw new SyntaxError(`the Traefik Middleware "${namespace}/${name}" is not in the output`);
    return found;
  }
}

function ingressRouteRouters(
  object: KubernetesObject,
  middlewares: Middlewares,
  services: TraefikServices,
): readonly TraefikRouter[] {
  const { spec, namespace, resource } = object;
  const routes = blocks(spec.routes);
  const names = routesOf(object);
  const arrival = arrivalCondition(spec.tls === undefined ? "http" : "https");
  return routes.map((route, index) => {
    const rule = text(route.match) ?? "";
    const steps = blocks(route.middlewares).map((reference) =>
      middlewares.get(text(reference.namespace) ?? namespace, nameIn(reference.name, middlewares.document)),
    );
    return router({
      label: `${resource.address}, route ${index + 1}`,
      rule,
      priority: number(route.priority) ?? 0,
      arrival: [arrival],
      steps,
      shares: services.shares(route.services, namespace),
      router: routerOf(object),
      route: names === undefined ? routeName(object, index, routes.length) : (names[index] ?? null),
    });
  });
}

/** The routers of an Ingress (pkg/provider/kubernetes/ingress): its Prefix is one of characters, not of elements. */
function ingressRouters(ingress: Ingress, middlewares: Middlewares): readonly TraefikRouter[] {
  const { annotations, object } = ingress;
  const listed = annotations["traefik.ingress.kubernetes.io/router.middlewares"];
  const steps = (listed?.split(",") ?? []).map((reference) => {
    const name = reference.trim().replace(/@kubernetescrd$/, "");
    const prefix = `${object.namespace}-`;
    return middlewares.get(object.namespace, name.startsWith(prefix) ? name.slice(prefix.length) : name);
  });
  const priority = number(annotations["traefik.ingress.kubernetes.io/router.priority"]) ?? 0;
  // Without the annotation, whether connections are TLS is up to the entry points.
  const arrival = annotations["traefik.ingress.kubernetes.io/router.tls"] === "true" ? [arrivalCondition("https")] : [];
  const routers = ingress.paths.map((path) =>
    router({
      label: path.label,
      rule: ingressRule(path, annotations["traefik.ingress.kubernetes.io/router.pathmatcher"]),
      priority,
      arrival,
      steps,
      shares: [{ service: path.backend.service, weight: 1, share: 1 }],
      router: ingress.router,
      route: path.route,
    }),
  );
  const { defaultBackend } = ingress;
  if (defaultBackend === undefined) return routers;
  const fallback = router({
    label: `${object.resource.address}, default backend`,
    rule: "PathPrefix(`/`)",
    priority: Number.NEGATIVE_INFINITY,
    arrival: [],
    steps: [],
    shares: [{ service: defaultBackend.service, weight: 1, share: 1 }],
    router: ingress.router,
    route: null,
  });
  return [...routers, fallback];
}

function ingressRule({ host, type, value }: IngressPath, pathMatcher = "PathPrefix"): string {
  const matchers = { Exact: "Path", Prefix: "PathPrefix", ImplementationSpecific: pathMatcher };
  const quotedHost = host?.startsWith("*.")
    ? `HostRegexp(\`^[a-zA-Z0-9-]+${host.slice(1).replaceAll(".", "\\.")}$\`)`
    : `Host(\`${host}\`)`;
  return [...(host === undefined ? [] : [quotedHost]), `${matchers[type]}(\`${value}\`)`].join(" && ");
}

interface RouterParts {
  readonly label: string;
  readonly rule: string;
  /** 0 is the length of the rule. */
  readonly priority: number;
  readonly arrival: readonly Condition[];
  readonly steps: readonly Middleware[];
  readonly shares: readonly BackendShare[];
  readonly router: string | null;
  readonly route: string | null;
}

function router({ label, rule, priority, arrival, steps, shares, router, route }: RouterParts): TraefikRouter {
  const fits = compileRule(parseRule(rule));
  const effective = priority === 0 ? rule.length : priority;
  const names = shares.map(({ service, weight }) => `${service} (weight ${weight})`);
  return {
    label: `${label}, priority ${effective}`,
    priority: effective,
    services: shares.map(({ service }) => service),
    route,
    conditions: [...arrival, { description: rule, holds: fits, found: describeRequest }],
    action: `forward to ${names.join(", ")}${steps.length > 0 ? " by way of middlewares" : ""}`,
    answer: (request) => ({ router, ...outcome(request, steps, shares) }),
  };
}

function outcome(request: ParityRequest, steps: readonly Middleware[], shares: readonly BackendShare[]): Outcome {
  const { path, search, host } = request.target;
  const received = { path: path + search, host };
  const passed = pass(steps, { path, search, host }, request);
  if ("status" in passed) return { service: null, reason: "a middleware answers", ...received, ...passed };
  const used = shares.filter(({ weight }) => weight > 0);
  const [first, ...others] = used;
  if (first === undefined) return { service: null, status: 503, reason: "no service has a weight", ...received };
  if (first.service === NOOP)
    return { service: null, status: 418, reason: "no service is behind the router", ...received };
  const largest = others.reduce((most, share) => (share.weight > most.weight ? share : most), first);
  return {
    service: largest.service,
    status: null,
    path: passed.path + passed.search,
    host: passed.host,
    backends: shares,
  };
}

/** A router with a `tls` section takes HTTPS alone, one without it HTTP alone (Traefik, HTTP routers, "TLS"). */
function arrivalCondition(scheme: Scheme): Condition {
  return {
    description: scheme.toUpperCase(),
    holds: ({ arrival }) => arrival.scheme === scheme,
    found: ({ arrival }) => arrival.scheme.toUpperCase(),
  };
}

function routeName({ name }: KubernetesObject, index: number, count: number): string {
  return count === 1 ? name : `${name}[${index}]`;
}

function describeRequest({ method, target }: ParityRequest): string {
  return `${method} ${target.host}${target.path}${target.search}`;
}
