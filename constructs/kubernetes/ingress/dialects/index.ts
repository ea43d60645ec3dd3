import type { IngressDialect, IngressDialectName } from "../dialect";
import { generic } from "./generic";
import { traefik } from "./traefik";

/** All dialects. A new one is a folder of its own and a line here. */
const DIALECTS: readonly IngressDialect[] = [generic, traefik];

/** The dialect that is asked for by name, else the one whose classes usually have this name, else the generic one. */
export function dialectFor(className: string | undefined, name: IngressDialectName | undefined): IngressDialect {
  const fits = (dialect: IngressDialect) =>
    name === undefined ? className !== undefined && dialect.classNames.includes(className) : dialect.name === name;
  return DIALECTS.find(fits) ?? generic;
}

/** The names of the dialects that have a feature, at least for some uses. */
export function dialectsWith(feature: keyof IngressDialect["support"]): readonly string[] {
  return DIALECTS.filter(({ support }) => support[feature] !== undefined).map(({ name }) => name);
}
