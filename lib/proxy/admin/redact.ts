import type { Filter, HeaderField, Topology } from "../../topology";

const SECRET_NAME = /auth|cookie|token|secret|password|key/i;
const HIDDEN = "(hidden)";

/** A Topology that may be shown: hashes of passwords, and values of fields that look like credentials, are hidden. */
export function redact(topology: Topology): Topology {
  const { routers, ...rest } = topology;
  if (routers === undefined) return topology;
  return {
    ...rest,
    routers: routers.map((router) => ({
      ...router,
      routes: router.routes.map((route) =>
        route.filters === undefined ? route : { ...route, filters: route.filters.map(redactFilter) },
      ),
    })),
  };
}

function redactFilter(filter: Filter): Filter {
  if (filter.type === "BasicAuth" && filter.users !== undefined) {
    return { ...filter, users: filter.users.map((line) => `${line.split(":", 1)[0]}:${HIDDEN}`) };
  }
  if (filter.type !== "RequestHeaderModifier" && filter.type !== "ResponseHeaderModifier") return filter;
  const { set, add, ...rest } = filter;
  return {
    ...rest,
    ...(set === undefined ? {} : { set: set.map(redactField) }),
    ...(add === undefined ? {} : { add: add.map(redactField) }),
  };
}

function redactField(field: HeaderField): HeaderField {
  return SECRET_NAME.test(field.name) ? { ...field, value: HIDDEN } : field;
}
