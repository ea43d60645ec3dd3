import { refusal } from "../../../finding";
import { isUnknownText, objectName } from "../../../objects";
import type { RouterFinding, RouterInput, RouterListener } from "../../../routes";
import { PREFIX } from "./annotation";

/** A listener of a load balancer, as an Ingress asks for it. */
export interface Entrance {
  readonly id: string;
  /** Of the Ingress's name. */
  readonly suffix?: string;
  readonly listener: Pick<RouterListener, "protocol" | "port">;
  readonly annotations: Readonly<Record<string, string>>;
  readonly findings: readonly RouterFinding[];
}

const LONGEST_GROUP = 63;

/** The listeners that lead to a router; without one, the controller opens port 80. */
export function entrances({ listeners, settings }: RouterInput): Entrance[] {
  if (listeners.length === 0) {
    return [{ id: "ingress", listener: { protocol: "HTTP", port: 80 }, annotations: {}, findings: [] }];
  }
  return listeners.map((listener) => {
    const { edge, name, protocol, port } = listener;
    const suffix = objectName(`${edge}-${name}`).name;
    const certificates = certificateArns(listener);
    return {
      id: `ingress-${edge}-${name}`,
      suffix,
      listener: { protocol, port },
      annotations: {
        [`${PREFIX}/group.name`]: groupName(settings.namespace, edge),
        [`${PREFIX}/listen-ports`]: JSON.stringify([{ [protocol]: port }]),
        ...(certificates.length === 0 ? {} : { [`${PREFIX}/certificate-arn`]: certificates.join(",") }),
      },
      findings: checkCertificates(listener),
    };
  });
}

/** Ingresses of one group share a load balancer; groups have their names in the whole cluster. */
function groupName(namespace: string, edge: string): string {
  return `${namespace}.${objectName(edge).name}`.slice(0, LONGEST_GROUP).replace(/[-.]+$/, "");
}

function certificateArns({ secrets }: RouterListener): string[] {
  return secrets.map(({ secretName }) => secretName).filter(isArn);
}

function isArn(name: string): boolean {
  return name.startsWith("arn:") || isUnknownText(name);
}

/** Without an ARN the controller looks in ACM for the hosts of the Ingress (guide, "Certificate Discovery"). */
function checkCertificates({ secrets }: RouterListener): RouterFinding[] {
  return secrets.flatMap(({ secretName }) => {
    if (isArn(secretName)) return [];
    return refusal(
      "ingress-certificate-arn",
      "",
      `an Application Load Balancer takes its certificates from ACM, and not Secret "${secretName}"`,
      'give the ARN of a certificate in the Secret\'s place, or accept "ingress-certificate-arn" to have one found by the hosts',
    );
  });
}
