import type { Diagnostic, Filter, Service, Topology } from "../topology";
import { canDiscover } from "./discovery";
import { isConnectionField } from "./http";

/** What a Topology may say and this proxy cannot do. */
export function findUnsupported(topology: Topology): Diagnostic[] {
  const services = (topology.services ?? []).flatMap((service, index) => unsupportedInService(service, index));
  const routers = (topology.routers ?? []).flatMap((router, routerIndex) =>
    router.routes.flatMap((route, routeIndex) =>
      (route.filters ?? []).flatMap((filter, index) =>
        unsupportedInFilter(filter, `routers[${routerIndex}].routes[${routeIndex}].filters[${index}]`),
      ),
    ),
  );
  return [...routers, ...services];
}

function unsupportedInService({ discovery }: Service, index: number): Diagnostic[] {
  const at = `services[${index}]`;
  const found: Diagnostic[] = [];
  if (discovery !== undefined && !canDiscover(discovery.type)) {
    const message = `this proxy cannot learn members by ${discovery.type} yet`;
    const remedy = 'name them in "members", or use discovery by "dns"';
    found.push(unsupported("unsupported-discovery", `${at}.discovery.type`, message, remedy));
  }
  return found;
}

/** Fields that frame messages or belong to a connection are written by the proxy alone. */
function unsupportedInFilter(filter: Filter, at: string): Diagnostic[] {
  if (filter.type === "ExtensionRef") {
    const message = `this proxy knows no ${filter.kind} "${filter.name}"`;
    return [unsupported("unsupported-filter", at, message, "leave the filter out, or let the service do it")];
  }
  return writtenFields(filter, at)
    .filter(({ name }) => isConnectionField(name.toLowerCase()))
    .map(({ name, path }) => {
      const isHost = name.toLowerCase() === "host";
      const message = `the field "${name}" is written by the proxy itself`;
      const remedy = isHost ? 'change the host with the "hostname" of a URLRewrite' : "leave it out";
      return unsupported("managed-header", path, message, remedy);
    });
}

/** The names of fields that a filter changes, and where they stand. */
function writtenFields(filter: Filter, at: string): readonly { readonly name: string; readonly path: string }[] {
  const listed = (names: readonly string[], field: string) =>
    names.map((name, index) => ({ name, path: `${at}.${field}[${index}]` }));
  if (filter.type === "ForwardAuth") return listed(filter.responseHeaders ?? [], "responseHeaders");
  if (filter.type !== "RequestHeaderModifier" && filter.type !== "ResponseHeaderModifier") return [];
  const { set = [], add = [], remove = [] } = filter;
  return [
    ...set.map(({ name }, index) => ({ name, path: `${at}.set[${index}].name` })),
    ...add.map(({ name }, index) => ({ name, path: `${at}.add[${index}].name` })),
    ...listed(remove, "remove"),
  ];
}

function unsupported(code: string, path: string, message: string, remedy: string): Diagnostic {
  return { code, severity: "error", path, message, remedy };
}
