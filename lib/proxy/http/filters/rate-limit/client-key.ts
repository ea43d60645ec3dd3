import { createHash } from "node:crypto";
import { countedSource } from "../../../connections";
import type { RoutedRequest } from "../../../engine";
import { cookieValue } from "../../cookie-value";
import { detached } from "../../detached";

/** Who a request counts for. */
export type ClientKey = (request: RoutedRequest) => string;

/** Longer ones are kept as a digest, so that nobody fills the memory with them. */
const LONGEST = 64;

/** @param key `source`, `header:NAME` or `cookie:NAME` */
export function clientKey(key: string): ClientKey {
  const colon = key.indexOf(":");
  if (colon < 0) return bySource;
  const name = key.slice(colon + 1);
  const value = key.startsWith("cookie:") ? byCookie(name) : byHeader(name.toLowerCase());
  return (request) => {
    const found = value(request);
    return found === undefined ? bySource(request) : detached(`=${shortened(found)}`);
  };
}

function bySource({ sourceAddress }: RoutedRequest): string {
  return countedSource(sourceAddress);
}

function byHeader(lowerCaseName: string) {
  return (request: RoutedRequest) => request.header(lowerCaseName);
}

function byCookie(name: string) {
  return (request: RoutedRequest) => cookieValue(request.header("cookie"), name);
}

function shortened(value: string): string {
  return value.length <= LONGEST ? value : createHash("sha256").update(value).digest("base64");
}
