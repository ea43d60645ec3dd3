import { refusal } from "../../../finding";
import type { RouterFinding, RouterInput } from "../../../routes";
import type { IngressDialect } from "../../dialect";
import { exposures } from "./exposures";
import { ingressRoutes } from "./ingress-route";
import { ingresses } from "./ingresses";
import { losses } from "./losses";
import { RANK_SIZE } from "./priority";
import { type TraefikRule, traefikRules } from "./rules";
import { serviceHints } from "./service-hints";
import { support } from "./support";

/**
 * Traefik 3. Plain rules are Ingresses, the others an IngressRoute beside them; each has an explicit priority, so that
 * all of them together stand in the order of Portico's precedence. Traefik's own order is by the length of the rule.
 */
export const traefik: IngressDialect = {
  name: "traefik",
  support,
  table: "port",
  serves: ({ port }, { entryPoints }) => entryPoints[port] !== undefined,
  serviceHints,
  lower(input, plan) {
    const { routes, findings } = plan();
    const rules = traefikRules(routes);
    const plain = rules.filter(({ isPlain }) => isPlain);
    const special = rules.filter(({ isPlain }) => !isPlain);
    const served = exposures(input);
    return {
      objects: [
        ...served.flatMap((exposure) => ingresses(plain, exposure, input)),
        ...ingressRoutes(special, served, input),
      ],
      findings: [...findings, ...losses(routes), ...checkPriorities(rules), ...checkCertificates(rules, input)],
    };
  },
};

function checkPriorities(rules: readonly TraefikRule[]): RouterFinding[] {
  const [first] = rules.filter(({ isPlain, priority }) => !isPlain && priority % RANK_SIZE === 0);
  if (first === undefined) return [];
  return [
    {
      ...refusal(
        "traefik-priorities",
        "matches",
        `more than ${RANK_SIZE - 2} matches are at the same host and path`,
        "let the service tell them apart",
      ),
      route: first.route.index,
    },
  ];
}

/** An IngressRoute names one certificate; an Ingress any number of them, for all of Traefik. */
function checkCertificates(rules: readonly TraefikRule[], input: RouterInput): RouterFinding[] {
  const secrets = new Set(input.listeners.flatMap((listener) => listener.secrets.map(({ secretName }) => secretName)));
  if (secrets.size < 2 || rules.length === 0 || rules.some(({ isPlain }) => isPlain)) return [];
  return [
    refusal(
      "traefik-certificates",
      "",
      `an IngressRoute has one certificate, and the router's listeners have ${secrets.size}`,
      "put the names of all into one certificate, or add a plain route to the router",
    ),
  ];
}
