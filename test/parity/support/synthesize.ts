import { AnnotationMetadataEntryType, App, TerraformStack, Testing } from "cdktf";
import {
  EdgeLoadBalancer,
  Filter,
  IngressRouter,
  Listener,
  LogicalService,
  Match,
  Members,
  type Platform,
} from "../../../constructs";
import type {
  Backend,
  Filter as FilterSpec,
  HeaderField,
  PathModifier,
  Route,
  RouteMatch,
  Router,
  Service,
  Topology,
} from "../../../lib/topology";

/** A stack's output, and what its lowering has to say. */
export interface Synthesized {
  /** The stack as JSON; made when it is asked for. */
  output(): string;
  /** Codes of errors, which would stop the synthesis. */
  readonly refusals: ReadonlySet<string>;
  /** Codes of warnings. */
  readonly warnings: ReadonlySet<string>;
}

const OUTDIR = "cdktf.out";

/**
 * A program that builds this Topology on a platform, run and synthesized as a user's would be.
 *
 * @param membersOf what makes up each service, where its addresses do not
 */
export function synthesize(
  topology: Topology,
  platform: Platform,
  membersOf: (service: Service) => Members = ({ members = [] }) => Members.addresses(members),
): Synthesized {
  // Nothing is written: neither the app is synthesized, nor Testing.app asked for a folder.
  const app = Testing.enableFutureFlags(Testing.stubVersion(new App({ outdir: OUTDIR, stackTraces: false })));
  const stack = new TerraformStack(app, "stack");
  build(stack, topology, platform, membersOf);
  const constructs = stack.node.findAll();
  const errors = constructs.flatMap(({ node }) => node.validate());
  const warnings = constructs.flatMap(({ node }) =>
    node.metadata.filter(({ type }) => type === AnnotationMetadataEntryType.WARN).map(({ data }) => String(data)),
  );
  return { output: () => Testing.synth(stack), refusals: codesOf(errors), warnings: codesOf(warnings) };
}

/** Each line ends with its code in brackets. */
function codesOf(lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.map((line) => /\[([a-z0-9-]+)\]$/.exec(line)?.[1] ?? line));
}

function build(
  stack: TerraformStack,
  { edges = [], routers = [], services = [] }: Topology,
  platform: Platform,
  membersOf: (service: Service) => Members,
): void {
  const built = new Map(
    services.map((service) => {
      const { name, protocol = "HTTP" } = service;
      const members = membersOf(service);
      return [name, new LogicalService(stack, `service-${name}`, { platform, name, port: 80, protocol, members })];
    }),
  );
  const tables = new Map(routers.map((router) => [router.name, buildRouter(stack, router, platform, built)]));
  for (const edge of edges) {
    const balancer = new EdgeLoadBalancer(stack, edge.name, { platform });
    for (const listener of edge.listeners) {
      const router = "router" in listener ? tables.get(listener.router) : undefined;
      if (router === undefined) throw new Error(`listener ${listener.name} leads to no router`);
      const { port } = listener;
      balancer.addListener(
        listener.name,
        listener.protocol === "HTTPS"
          ? Listener.https({ port, router, certificates: listener.certificates })
          : Listener.http({ port, router }),
      );
    }
  }
}

function buildRouter(
  stack: TerraformStack,
  { name, hostnames, routes }: Router,
  platform: Platform,
  services: ReadonlyMap<string, LogicalService>,
): IngressRouter {
  const router = new IngressRouter(stack, name, { platform, ...(hostnames === undefined ? {} : { hostnames }) });
  for (const route of routes) addRoute(router, route, services);
  return router;
}

function addRoute(
  router: IngressRouter,
  { name, hostnames, matches, filters, backends, timeouts, retry }: Route,
  services: ReadonlyMap<string, LogicalService>,
): void {
  router.addRoute(name, {
    ...(hostnames === undefined ? {} : { hostnames }),
    ...(matches === undefined ? {} : { matches: matches.map(toMatch) }),
    ...(filters === undefined ? {} : { filters: filters.map(toFilter) }),
    ...(backends === undefined ? {} : { backends: backends.map((backend) => toBackend(backend, services)) }),
    ...(timeouts === undefined ? {} : { timeouts }),
    ...(retry === undefined ? {} : { retry }),
  });
}

function toBackend({ service, weight }: Backend, services: ReadonlyMap<string, LogicalService>) {
  const found = services.get(service);
  if (found === undefined) throw new Error(`there is no service ${service}`);
  return { service: found, ...(weight === undefined ? {} : { weight }) };
}

function toMatch({ path, headers = [], queryParams = [], method, sourceRanges }: RouteMatch): Match {
  let match = Match.any();
  if (path?.type === "Exact") match = Match.pathExact(path.value);
  if (path?.type === "PathPrefix") match = Match.pathPrefix(path.value);
  if (path?.type === "RegularExpression") match = Match.pathRegularExpression(path.value);
  for (const { type, name, value } of headers) {
    match = type === "RegularExpression" ? match.headerRegularExpression(name, value) : match.header(name, value);
  }
  for (const { type, name, value } of queryParams) {
    match =
      type === "RegularExpression" ? match.queryParamRegularExpression(name, value) : match.queryParam(name, value);
  }
  if (method !== undefined) match = match.method(method);
  return sourceRanges === undefined ? match : match.sourceRanges(sourceRanges);
}

function toFilter(filter: FilterSpec): Filter {
  switch (filter.type) {
    case "RequestHeaderModifier":
      return Filter.requestHeaders(toChanges(filter));
    case "ResponseHeaderModifier":
      return Filter.responseHeaders(toChanges(filter));
    case "URLRewrite": {
      const { hostname, path } = filter;
      return Filter.rewrite({ ...(hostname === undefined ? {} : { hostname }), ...toPathChange(path) });
    }
    case "RequestRedirect": {
      const { type: _type, path, ...rest } = filter;
      return Filter.redirect({ ...rest, ...toPathChange(path) });
    }
    case "FixedResponse": {
      const { type: _type, ...rest } = filter;
      return Filter.fixedResponse(rest);
    }
    case "ExtensionRef": {
      const { type: _type, ...rest } = filter;
      return Filter.extension(rest);
    }
    default:
      throw new Error(`${filter.type} is not built here`);
  }
}

function toPathChange(path: PathModifier | undefined) {
  if (path === undefined) return {};
  return path.type === "ReplaceFullPath"
    ? { replaceFullPath: path.replaceFullPath }
    : { replacePrefixMatch: path.replacePrefixMatch };
}

interface HeaderChangeLists {
  readonly set?: readonly HeaderField[];
  readonly add?: readonly HeaderField[];
  readonly remove?: readonly string[];
}

function toChanges({ set = [], add = [], remove = [] }: HeaderChangeLists) {
  const values = (fields: readonly HeaderField[]) => Object.fromEntries(fields.map(({ name, value }) => [name, value]));
  return { set: values(set), add: values(add), remove };
}
