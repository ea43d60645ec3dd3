import type { IngressBackend } from "./documents";

/** A Service by its name in the cluster, and the path of a URL to it. */
export interface ServiceUrl extends IngressBackend {
  readonly namespace: string;
  readonly port: number;
  /** With its query. */
  readonly path: string;
}

/** `NAME.NAMESPACE.svc`, and behind it the cluster's own domain. */
const IN_CLUSTER = /^([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\.([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\.svc(?:\.[a-z0-9.-]+)?$/;

/** The Service that a URL leads to; `undefined` where it is none, is asked over TLS, or depends on the request. */
export function serviceAt(text: string): ServiceUrl | undefined {
  if (text.includes("$") || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const [, service, namespace] = IN_CLUSTER.exec(url.hostname) ?? [];
  if (url.protocol !== "http:" || url.username !== "" || url.password !== "") return undefined;
  if (service === undefined || namespace === undefined) return undefined;
  return { service, namespace, port: url.port === "" ? 80 : Number(url.port), path: url.pathname + url.search };
}
