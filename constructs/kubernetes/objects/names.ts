import { isUnknownText } from "./token-mask";

/** RFC 1035 section 2.3.1: what the API takes as the name of a Service. */
const LABEL = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
const LONGEST_LABEL = 63;
const LONGEST_SUBDOMAIN = 253;

/** A name for an object, and why the wanted one could not be had. */
export interface ObjectName {
  readonly name: string;
  /** What is wrong with the wanted name, as the rest of a sentence that begins with it. */
  readonly fault?: string;
}

/**
 * The name of an object, which the API takes only as a label of DNS: lower-case letters, digits and inner `-`, with a
 * letter first, at most 63 characters. Where the wanted name is none, the nearest one, which two wanted names may share.
 */
export function objectName(wanted: string): ObjectName {
  if (LABEL.test(wanted) || isUnknownText(wanted)) return { name: wanted };
  const fault = wanted.length > LONGEST_LABEL ? `has ${wanted.length} characters, more than 63` : "is no label of DNS";
  return { name: nearestLabel(wanted), fault };
}

function nearestLabel(wanted: string): string {
  const plain = wanted.toLowerCase().replace(/[^a-z0-9-]+/g, "-");
  const lettered = plain.replace(/^[^a-z]+/, "");
  const label = (lettered === "" ? `x${plain}` : lettered).slice(0, LONGEST_LABEL).replace(/-+$/, "");
  return label === "" ? "x" : label;
}

/**
 * The name of an object that belongs to a part of a tier: a subdomain of DNS (RFC 1123), which may have dots and more
 * characters. Names that differ in upper case alone become the same.
 */
export function partName(...parts: readonly string[]): string {
  return parts
    .join("-")
    .toLowerCase()
    .split(".")
    .map((label) => label.replace(/^-+|-+$/g, ""))
    .filter((label) => label !== "")
    .join(".")
    .slice(0, LONGEST_SUBDOMAIN);
}
