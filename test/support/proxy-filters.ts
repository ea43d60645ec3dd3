import type { Filter } from "../../lib/topology";

/** One of each filter that the proxy alone has, with the feature that other targets refuse it by. */
export const PROXY_FILTERS: readonly (readonly [feature: string, filter: Filter])[] = [
  ["cors", { type: "CORS", allowOrigins: ["https://shop.example.com"] }],
  ["basic-auth", { type: "BasicAuth", usersFile: "users" }],
  ["forward-auth", { type: "ForwardAuth", service: "web" }],
  ["ip-access", { type: "IPAccess", allow: ["10.0.0.0/8"] }],
  ["rate-limit", { type: "RateLimit", requests: 10 }],
  ["max-body-size", { type: "MaxBodySize", bytes: 1024 }],
  ["compression", { type: "Compression" }],
  ["error-pages", { type: "ErrorPages", pages: [{ statuses: ["500-599"], body: "sorry" }] }],
];
