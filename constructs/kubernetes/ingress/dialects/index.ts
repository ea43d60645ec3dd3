import type { IngressDialect, IngressDialectName } from "../dialect";

interface DialectEntry {
  readonly name: IngressDialectName;
  /** Names that an IngressClass of the controller usually has. */
  readonly classNames: readonly string[];
  /** What a dialect is made of is loaded with the first class that needs it. */
  readonly load: () => IngressDialect;
}

const generic: DialectEntry = {
  name: "generic",
  classNames: [],
  load: () => (require("./generic") as typeof import("./generic")).generic,
};

/** All dialects. A new one is a folder of its own and an entry here. */
const DIALECTS: readonly DialectEntry[] = [
  generic,
  {
    name: "traefik",
    classNames: ["traefik", "traefik-internal", "traefik-external", "traefik-lb"],
    load: () => (require("./traefik") as typeof import("./traefik")).traefik,
  },
  {
    name: "haproxy",
    classNames: ["haproxy", "haproxy-internal", "haproxy-external"],
    load: () => (require("./haproxy") as typeof import("./haproxy")).haproxy,
  },
  {
    name: "nginx",
    classNames: ["nginx", "nginx-internal", "nginx-external"],
    load: () => (require("./nginx") as typeof import("./nginx")).nginx,
  },
  {
    name: "aws-load-balancer-controller",
    classNames: ["alb"],
    load: () =>
      (require("./aws-load-balancer-controller") as typeof import("./aws-load-balancer-controller"))
        .awsLoadBalancerController,
  },
];

/** The dialect that is asked for by name, else the one whose classes usually have this name, else the generic one. */
export function dialectFor(className: string | undefined, name: IngressDialectName | undefined): IngressDialect {
  const fits = (entry: DialectEntry) =>
    name === undefined ? className !== undefined && entry.classNames.includes(className) : entry.name === name;
  return (DIALECTS.find(fits) ?? generic).load();
}

/** The names of the dialects that have a feature, at least for some uses. */
export function dialectsWith(feature: keyof IngressDialect["support"]): readonly string[] {
  return DIALECTS.filter(({ load }) => load().support[feature] !== undefined).map(({ name }) => name);
}
