/** RFC 1123, as the API has it for the names of namespaces. */
const LABEL = /^(?=.{1,63}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
/** For names of Secrets, issuers and many others. */
const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
/** The last part of a label's or annotation's key, and a label's value where it has one. */
const NAME = /^(?=.{1,63}$)[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$/;

export function isLabel(name: string): boolean {
  return LABEL.test(name);
}

export function isSubdomain(name: string): boolean {
  return SUBDOMAIN.test(name);
}

/** Whether the API takes a host: a subdomain, and before it a wildcard where that is allowed. */
export function isHost(host: string): boolean {
  return SUBDOMAIN.test(host.startsWith("*.") ? host.slice(2) : host) && host.length <= 253;
}

/** Whether a key is one of labels and annotations: a name of 63 characters, and before it `PREFIX/` at most. */
export function isKey(key: string): boolean {
  const [name = "", prefix, ...more] = key.split("/").reverse();
  return NAME.test(name) && more.length === 0 && (prefix === undefined || SUBDOMAIN.test(prefix));
}

export function isLabelValue(value: string): boolean {
  return value === "" || NAME.test(value);
}
