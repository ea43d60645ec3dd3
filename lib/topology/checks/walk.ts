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

const NONE: readonly never[] = [];

/** The readable elements of a list with their places. Nearly all lists of a route are absent, and cost nothing then. */
export function placed<Element>(
  list: readonly (Element | undefined)[] | undefined,
  at: Location,
): readonly Placed<Element>[] {
  if (list === undefined || list.length === 0) return NONE;
  const elements: Placed<Element>[] = [];
  for (const [index, value] of list.entries()) if (value !== undefined) elements.push({ value, at: [...at, index] });
  return elements;
}

export function listenersOf(topology: Draft<Topology>): readonly PlacedListener[] {
  return placed(topology.edges, ["edges"]).flatMap((edge) =>
    placed(edge.value.listeners, [...edge.at, "listeners"]).map(({ value, at }) => ({ value, at, edge: edge.value })),
  );
}

/** Checks take them from their subject, which walks them once for all: there may be tens of thousands. */
export function routesOf(topology: Draft<Topology>): readonly PlacedRoute[] {
  return placed(topology.routers, ["routers"]).flatMap((router) =>
    placed(router.value.routes, [...router.at, "routes"]).map(({ value, at }) => ({ value, at, router: router.value })),
  );
}

export function servicesOf(topology: Draft<Topology>): readonly Placed<Draft<Service>>[] {
  return placed(topology.services, ["services"]);
}
