import type { Shape } from "../shape";

/** The objects that a resource of the provider stands for. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  /** Whether the provider puts them in the namespace `default` where none is named. */
  readonly isNamespaced: boolean;
  readonly shape: Shape;
}

/** By the type of the provider's resource. */
export type KindTable = Readonly<Record<string, Kind>>;

export function namespaced(apiVersion: string, kind: string, shape: Shape = {}): Kind {
  return { apiVersion, kind, isNamespaced: true, shape };
}

export function clusterWide(apiVersion: string, kind: string, shape: Shape = {}): Kind {
  return { apiVersion, kind, isNamespaced: false, shape };
}
