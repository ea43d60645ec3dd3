import * as ipaddr from "ipaddr.js";
import { isUnknown } from "../../unknown-values";
import { type Finding, refusal } from "../finding";
import { isKey, isLabel, isLabelValue, isSubdomain } from "../objects";

type Texts = Readonly<Record<string, string>>;

/** @param at - the setting, as messages name it */
export function checkNamespace(at: string, namespace: string | undefined): Finding[] {
  if (isUnknown(namespace) || (namespace !== undefined && isLabel(namespace))) return [];
  const message = namespace
    ? `${at}: "${namespace}" is no name of a namespace`
    : `${at} is ${namespace === undefined ? "missing" : "empty"}`;
  return [refusal("invalid-namespace", "", message, "write 1 to 63 lower-case letters, digits and inner hyphens")];
}

export function checkLabels(at: string, labels: Texts = {}): Finding[] {
  const values = Object.entries(labels)
    .filter(([, value]) => !isUnknown(value) && !isLabelValue(value))
    .map(([key, value]) =>
      refusal(
        "kubernetes-label",
        "",
        `${at}["${key}"]: "${value}" is no value of a label`,
        "write at most 63 letters, digits, and inner `-`, `_` and `.`",
      ),
    );
  return [...checkKeys(at, labels), ...values];
}

/** The keys of labels or annotations. */
export function checkKeys(at: string, texts: Texts = {}): Finding[] {
  return Object.keys(texts)
    .filter((key) => !isUnknown(key) && !isKey(key))
    .map((key) =>
      refusal(
        "kubernetes-key",
        "",
        `${at}: "${key}" is no key`,
        "write at most 63 letters, digits, and inner `-`, `_` and `.`; a domain and `/` may stand before them",
      ),
    );
}

/** The name of an object that the platform does not make: a class, or a Gateway. */
export function checkName(at: string, name: string | undefined): Finding[] {
  if (name === undefined || isUnknown(name) || isSubdomain(name)) return [];
  const remedy = "write lower-case letters, digits, hyphens and dots";
  return [refusal("kubernetes-object-name", "", `${at}: "${name}" is no name of an object`, remedy)];
}

export function checkRanges(at: string, ranges: readonly string[] = []): Finding[] {
  return ranges
    .filter((range) => !isUnknown(range) && !ipaddr.isValidCIDR(range))
    .map((range) =>
      refusal(
        "invalid-range",
        "",
        `${at}: "${range}" is no range of addresses`,
        'write one as in "10.0.0.0/8" or "2001:db8::/32"',
      ),
    );
}
