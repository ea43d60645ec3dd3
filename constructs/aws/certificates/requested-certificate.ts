import { Construct } from "constructs";
import type { Diagnostic } from "../../../lib/topology";
import { Fn, Lazy } from "../../cdktf";
import { reportDiagnostics } from "../../diagnostics";
import { isListMark, isUnknown } from "../../unknown-values";
import { zoneId } from "../dns";
import { Findings } from "../findings";
import { AcmCertificate, AcmCertificateValidation, Route53Record } from "../provider";
import type { CertificateRequest } from "./acm-certificate";

/** Of the record by which a name is proved; the authority asks for it again when it renews. */
const TTL = 300;
/**
 * An account has one record for a name, whichever certificate it proves (AWS Certificate Manager user guide, "DNS
 * validation"). With another certificate Terraform would not know that before it has it: it would make the same record
 * once more and then delete it, where what waits for the listener is created before it is destroyed.
 */
const SAME_FOR_A_NAME = ["name", "type", "records"] as const;
/** Of the first name (AWS Certificate Manager API reference, `RequestCertificate.DomainName`). */
const FIRST_LENGTH = 64;
const NAME_LENGTH = 253;

/** A certificate, the records that prove its names, and the wait until it is issued. */
export class RequestedCertificate extends Construct {
  readonly certificate: AcmCertificate;
  /** In the order of the names; a wildcard has the record of the name without its `*`. */
  readonly records: readonly Route53Record[];
  readonly validation: AcmCertificateValidation;

  constructor(
    scope: Construct,
    id: string,
    request: CertificateRequest,
    tags: Readonly<Record<string, string>> | undefined,
  ) {
    super(scope, id);
    const { keyAlgorithm, zone } = request;
    const domainName = lowerCased(request.domainName);
    const alternativeNames = (request.alternativeNames ?? []).map(lowerCased);
    this.certificate = new AcmCertificate(this, "Resource", {
      domainName,
      ...(alternativeNames.length === 0 ? {} : { subjectAlternativeNames: [...alternativeNames] }),
      validationMethod: "DNS",
      ...(keyAlgorithm === undefined ? {} : { keyAlgorithm }),
      ...(tags === undefined ? {} : { tags: { ...tags } }),
      lifecycle: { createBeforeDestroy: true },
    });
    const hostedZone = zoneId(zone, this);
    const group = new Construct(this, "record");
    this.records = provedNames([domainName, ...alternativeNames]).map(({ id: recordId, name }) => {
      const option = (attribute: string) => optionOf(this.certificate, name, attribute);
      return new Route53Record(group, recordId, {
        zoneId: hostedZone,
        name: option("resource_record_name"),
        type: option("resource_record_type"),
        records: [option("resource_record_value")],
        ttl: TTL,
        // The authority asks for one record a name and account, which other stacks may have too.
        allowOverwrite: true,
        ...(isUnknown(name) ? {} : { lifecycle: { ignoreChanges: [...SAME_FOR_A_NAME] } }),
      });
    });
    this.validation = new AcmCertificateValidation(this, "validation", {
      certificateArn: this.certificate.arn,
      validationRecordFqdns: this.records.map(({ fqdn }) => fqdn),
    });
    reportDiagnostics(this, () => findings([domainName, ...alternativeNames]));
  }

  /** Of the certificate once it is issued. */
  get arn(): string {
    return this.validation.certificateArn;
  }
}

/** Certificate Manager gives names back in lower case, and they are looked for by what it gives back. */
function lowerCased(name: string): string {
  return isUnknown(name) ? name : name.toLowerCase();
}

interface ProvedName {
  readonly id: string;
  readonly name: string;
}

/** One for each record: `*.example.com` and `example.com` are proved by the same. */
function provedNames(names: readonly string[]): readonly ProvedName[] {
  const proved = new Map<string, ProvedName>();
  for (const [index, name] of names.entries()) {
    const base = name.replace(/^\*\./, "");
    const id = isUnknown(name) ? String(index) : base;
    if (!proved.has(id)) proved.set(id, { id, name });
  }
  return [...proved.values()];
}

/**
 * What Certificate Manager asks for to prove a name. It gives a set, in no order, so that the name's element is looked
 * for; which names there are is known before, and with it how many records.
 */
function optionOf(certificate: AcmCertificate, name: string, attribute: string): string {
  return Lazy.stringValue({
    produce: () => {
      // A text that holds a token has to be put together by a function: within an expression it is no template.
      const wanted = isUnknown(name) ? Fn.join("", [name]) : JSON.stringify(name);
      const options = `${certificate.terraformResourceType}.${certificate.friendlyUniqueId}.domain_validation_options`;
      return `\${[for option in ${options} : option.${attribute} if option.domain_name == ${wanted}][0]}`;
    },
  });
}

function findings(names: readonly string[]): readonly Diagnostic[] {
  const found = new Findings();
  for (const [index, name] of names.entries()) {
    if (isListMark(name)) {
      found.error(
        "aws-certificate-name",
        "",
        "each name is proved by a record of its own, and a list that only Terraform will know cannot be taken apart",
        "write the names one by one, each as Fn.element(list, index)",
      );
    }
    if (isUnknown(name)) continue;
    const longest = index === 0 ? FIRST_LENGTH : NAME_LENGTH;
    if (name.length > longest) {
      found.error(
        "aws-certificate-name",
        "",
        `a certificate's ${index === 0 ? "first" : "further"} name has ${longest} characters at most, and "${name}" has ${name.length}`,
        index === 0 ? "put a shorter name first, and this one in alternativeNames" : "use a shorter one",
      );
    }
    if (!/^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/i.test(name)) {
      found.error(
        "aws-certificate-name",
        "",
        `"${name}" is no name that a certificate can be for`,
        'write a DNS name, whose first label alone may be "*"',
      );
    }
  }
  return found.diagnostics;
}
