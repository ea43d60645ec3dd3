import { Expression } from "../../regular-expression";
import type { ParityRequest } from "../../request";
import type { Ingress } from "../ingress";
import { annotation } from "./annotation";

/** How requests are taken away from another Service ("Annotations", Canary). */
export interface CanaryPolicy {
  /** For people: `header x-canary is 1`. */
  readonly description: string;
  /** `undefined` where headers and cookies do not decide. */
  decides(request: ParityRequest): boolean | undefined;
  /** For people: what the request has of header and cookie. */
  found(request: ParityRequest): string;
  /** Of what headers and cookies do not decide, from 0 to 1. */
  readonly share: number;
}

export function isCanary(ingress: Ingress): boolean {
  return annotation(ingress, "canary") === "true";
}

/** The header first, then the cookie; what neither decides is left to the weight (rootfs/etc/nginx/lua/balancer.lua). */
export function canaryPolicy(ingress: Ingress): CanaryPolicy {
  const header = annotation(ingress, "canary-by-header");
  const cookie = annotation(ingress, "canary-by-cookie");
  const value = annotation(ingress, "canary-by-header-value") || undefined;
  const pattern = annotation(ingress, "canary-by-header-pattern") || undefined;
  const expression = value === undefined && pattern !== undefined ? new Expression(pattern) : undefined;
  const sentHeader = (request: ParityRequest) => (header === undefined ? undefined : headerOf(request, header));
  const sentCookie = (request: ParityRequest) => (cookie === undefined ? undefined : cookieOf(request, cookie));
  return {
    description: [
      ...(header === undefined
        ? []
        : [`header ${header} ${expression ? `fits ${pattern}` : `is ${value ?? "always"}`}`]),
      ...(cookie === undefined ? [] : [`cookie ${cookie} is always`]),
    ].join(" or "),
    decides(request) {
      const sent = sentHeader(request);
      if (sent !== undefined) {
        if (value !== undefined) {
          if (sent === value) return true;
        } else if (expression !== undefined) {
          if (expression.fitsWithin(sent)) return true;
        } else if (sent === "always" || sent === "never") {
          return sent === "always";
        }
      }
      const crumb = sentCookie(request);
      return crumb === "always" || crumb === "never" ? crumb === "always" : undefined;
    },
    found: (request) =>
      [
        ...(header === undefined ? [] : [`${header} ${JSON.stringify(sentHeader(request) ?? "")}`]),
        ...(cookie === undefined ? [] : [`cookie ${cookie} ${JSON.stringify(sentCookie(request) ?? "")}`]),
      ].join(" and "),
    share: shareOf(ingress),
  };
}

/** A total of less than a hundred counts as a hundred (balancer.lua, `weightTotal`). */
function shareOf(ingress: Ingress): number {
  const total = Math.max(100, Number(annotation(ingress, "canary-weight-total") ?? 100));
  return Math.min(1, Number(annotation(ingress, "canary-weight") ?? 0) / total);
}

/** A field that is sent several times is one value (nginx, `$http_name`, from version 1.23). */
function headerOf(request: ParityRequest, name: string): string | undefined {
  const values = request.headerValues(name);
  return values.length === 0 ? undefined : values.join(name.toLowerCase() === "cookie" ? "; " : ", ");
}

function cookieOf(request: ParityRequest, name: string): string | undefined {
  const pairs = request.headerValues("cookie").flatMap((cookies) => cookies.split(/;\s*/));
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
