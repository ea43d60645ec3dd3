import type { Rule } from "../../rule";
import type { RuleListener } from "../../rule-target";
import { type Block, blocks, number } from "../../terraform";
import type { ControllerInput, ListenersDialect } from "../dialect";
import { defaultBackendOf, fallbackRule } from "../host-groups";
import { classOf, type Ingress } from "../ingress";
import { annotation } from "./annotation";
import { type IngressRule, ingressRules } from "./ingress-rules";
import { optimized } from "./optimizer";

interface ListenPort {
  readonly scheme: "http" | "https";
  readonly port: number;
}

/**
 * The AWS Load Balancer Controller: the paths of each Ingress become listener rules in the order of the Ingress, within
 * a host exact paths first, then prefixes by falling length, then the others (pkg/ingress/model_build_listener_rules.go;
 * guide, "Ingress annotations"). What the rules do, the load balancer says.
 */
export const awsLoadBalancerController: ListenersDialect = {
  name: "AWS Load Balancer Controller",
  classNames: ["alb"],
  controllers: ["ingress.k8s.aws/alb"],
  /** Ingresses of a group share a load balancer; one without has its own ("IngressGroup"). */
  tableOf: (ingress) =>
    annotation(ingress, "group.name") ?? `${classOf(ingress)}/${ingress.object.namespace}/${ingress.object.name}`,
  listeners(input) {
    const ingresses = [...input.ingresses].sort(compareIngresses);
    const ports = new Map(ingresses.flatMap(listenPorts).map((listen) => [nameOf(listen), listen]));
    return [...ports.values()].map((listen) => listener(listen, ingresses, input));
  },
};

/** By `group.order`, then by namespace and name ("group.order"). */
function compareIngresses(a: Ingress, b: Ingress): number {
  const order = (ingress: Ingress) => Number(annotation(ingress, "group.order") ?? 0);
  const name = ({ object }: Ingress) => `${object.namespace}/${object.name}`;
  return order(a) - order(b) || (name(a) < name(b) ? -1 : 1);
}

function listener(listen: ListenPort, ingresses: readonly Ingress[], input: ControllerInput): RuleListener {
  const { scheme, port } = listen;
  const there = ingresses.filter((ingress) => listenPorts(ingress).some((one) => nameOf(one) === nameOf(listen)));
  const redirect = there.map((ingress) => annotation(ingress, "ssl-redirect")).find((to) => to !== undefined);
  const made: readonly IngressRule[] = there.flatMap((ingress) => ingressRules(ingress, input));
  const rules: readonly Rule[] =
    redirect !== undefined && scheme === "http"
      ? [sslRedirect(redirect)]
      : [...optimized(made, listen).map(({ rule }) => rule), fallbackRule(defaultBackendOf(input), undefined, [])];
  return {
    name: nameOf(listen),
    edge: there.map((ingress) => annotation(ingress, "group.name"))[0] ?? "",
    scheme,
    port,
    rules,
  };
}

/** What its annotation lists; else 80, or with a certificate 443 ("listen-ports"). */
function listenPorts(ingress: Ingress): readonly ListenPort[] {
  const written = annotation(ingress, "listen-ports");
  if (written === undefined) {
    const isSecure = annotation(ingress, "certificate-arn") !== undefined;
    return [isSecure ? { scheme: "https", port: 443 } : { scheme: "http", port: 80 }];
  }
  return blocks(JSON.parse(written)).flatMap((entry: Block) =>
    (["HTTP", "HTTPS"] as const).flatMap((protocol) => {
      const port = number(entry[protocol]);
      return port === undefined ? [] : [{ scheme: protocol === "HTTP" ? ("http" as const) : ("https" as const), port }];
    }),
  );
}

function nameOf({ scheme, port }: ListenPort): string {
  return `${scheme.toUpperCase()}:${port}`;
}

/** A listener for HTTP has no other rule then: every request is sent to the port of HTTPS, with 301 ("ssl-redirect"). */
function sslRedirect(port: string): Rule {
  return {
    label: "ssl-redirect",
    route: null,
    conditions: [],
    action: `redirect to HTTPS on port ${port}`,
    services: [],
    answer: ({ target }) => ({
      service: null,
      status: 301,
      reason: "the listener redirects to HTTPS",
      path: target.path + target.search,
      host: target.host,
      location: `https://${target.hostname}:${port}${target.path}${target.search}`,
    }),
  };
}
