import type { Location } from "../location";
import type { Edge, Listener, Route, Router, Service, Topology } from "../model";
import type { Draft } from "../structure";

/** An element of a list and its place. */
export interface Placed<Element> {
  readonly value: Element;
  readonly at: Location;
}

export interface PlacedListener extends Placed<Draft<Listener>> {
  readonly edge: Draft<Edge>;
}

export interface PlacedRoute extends Placed<Draft<Route>> {
  readonly router: Draft<Router>;
}

/** The readable elements of a list with their places. */
export function* placed<Element>(
  list: readonly (Element | undefined)[] | undefined,
  at: Location,
): Generator<Placed<Element>> {
  if (list === undefined) return;
  for (const [index, value] of list.entries()) {
    if (value !== undefined) yield { value, at: [...at, index] };
  }
}

export function* listenersOf(topology: Draft<Topology>): Generator<PlacedListener> {
  for (const edge of placed(topology.edges, ["edges"])) {
    for (const listener of placed(edge.value.listeners, [...edge.at, "listeners"])) {
      yield { ...listener, edge: edge.value };
    }
  }
}

export function* routesOf(topology: Draft<Topology>): Generator<PlacedRoute> {
  for (const router of placed(topology.routers, ["routers"])) {
    for (const route of placed(router.value.routes, [...router.at, "routes"])) yield { ...route, router: router.value };
  }
}

export function servicesOf(topology: Draft<Topology>): Generator<Placed<Draft<Service>>> {
  return placed(topology.services, ["services"]);
}
