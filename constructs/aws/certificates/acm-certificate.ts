import { createHash } from "node:crypto";
import { Construct } from "constructs";
import { TerraformStack } from "../../cdktf";
import type { IHostedZone } from "../dns";
import { RequestedCertificate } from "./requested-certificate";

/** A certificate of AWS Certificate Manager, in the region of the load balancers. */
export interface IAcmCertificate {
  /**
   * Its ARN, for a construct of this stack, once it can be used; `undefined` for the one that a listener has already.
   *
   * @param name - the one that listeners refer to
   */
  arnIn(scope: Construct, name: string, tags?: Readonly<Record<string, string>>): string | undefined;
}

/** A certificate that is asked for, and that a name in DNS proves to be one's own. */
export interface CertificateRequest {
  /** `shop.example.com`, or `*.example.com` for all names of one label more; at most 64 characters. */
  readonly domainName: string;
  /**
   * Further names.
   *
   * @default none
   */
  readonly alternativeNames?: readonly string[];
  /** The zone of Route 53 that the names stand in: its id, or one of {@link HostedZone}. */
  readonly zone: string | IHostedZone;
  /**
   * What the key is: see AWS Certificate Manager user guide, "Key algorithms".
   *
   * @default RSA_2048
   */
  readonly keyAlgorithm?: "RSA_2048" | "EC_prime256v1" | "EC_secp384r1";
}

const GROUP = "portico_certificates";

/** Makes {@link IAcmCertificate}. */
export class AcmCertificate implements IAcmCertificate {
  /** One that exists, by its ARN. May be a token. */
  static fromArn(arn: string): IAcmCertificate {
    return new AcmCertificate(() => arn);
  }

  /**
   * One that Terraform asks for, proves by records in the zone, and waits for. Each stack that uses it asks for its own;
   * load balancers of a stack share it.
   */
  static requested(request: CertificateRequest): IAcmCertificate {
    return new AcmCertificate((scope, name, tags) => shared(scope, name, request, tags).arn, false, request);
  }

  /** The one that a listener has already: for listeners that are named in `application.listeners`. */
  static ofListener(): IAcmCertificate {
    return new AcmCertificate(() => undefined, true);
  }

  private constructor(
    private readonly resolve: IAcmCertificate["arnIn"],
    /** Whether it stands for the one that a listener has already. */
    readonly isKept = false,
    private readonly request?: CertificateRequest,
  ) {}

  /** What was asked for in the stack of a construct, where it was. */
  requestIn(scope: Construct): RequestedCertificate | undefined {
    return this.request && requests.get(TerraformStack.of(scope))?.get(contentOf(this.request));
  }

  arnIn(scope: Construct, name: string, tags?: Readonly<Record<string, string>>): string | undefined {
    return this.resolve(scope, name, tags);
  }
}

/** Requests of a stack by what they ask for: tokens can be no part of an id. */
const requests = new WeakMap<TerraformStack, Map<string, RequestedCertificate>>();

function shared(
  scope: Construct,
  name: string,
  request: CertificateRequest,
  tags: Readonly<Record<string, string>> | undefined,
): RequestedCertificate {
  const stack = TerraformStack.of(scope);
  const known = requests.get(stack) ?? new Map<string, RequestedCertificate>();
  requests.set(stack, known);
  const content = contentOf(request);
  const certificate = known.get(content);
  if (certificate !== undefined) return certificate;
  const group = (stack.node.tryFindChild(GROUP) as Construct | undefined) ?? new Construct(stack, GROUP);
  const made = new RequestedCertificate(group, freeId(group, name, content), request, tags);
  known.set(content, made);
  return made;
}

function contentOf({ domainName, alternativeNames = [], keyAlgorithm }: CertificateRequest): string {
  return JSON.stringify([domainName, alternativeNames, keyAlgorithm]);
}

/** What was asked for in a construct's stack of the certificates of these names. */
export function requestedCertificates(
  scope: Construct,
  names: ReadonlySet<string>,
  known: Readonly<Record<string, string | IAcmCertificate>>,
): ReadonlyMap<string, RequestedCertificate> {
  const found = new Map<string, RequestedCertificate>();
  for (const name of names) {
    const certificate = known[name];
    const request = certificate instanceof AcmCertificate ? certificate.requestIn(scope) : undefined;
    if (request !== undefined) found.set(name, request);
  }
  return found;
}

/** Two platforms of one stack may mean different certificates by one name. */
function freeId(group: Construct, name: string, content: string): string {
  if (group.node.tryFindChild(name) === undefined) return name;
  return `${name}_${createHash("sha256").update(content).digest("hex").slice(0, 8)}`;
}
