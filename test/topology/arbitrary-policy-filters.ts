import fc, { type Arbitrary } from "fast-check";
import { cidr, duration, optional, path, text, token, weight } from "./arbitrary-primitives";

/** Filters that protect a service and dress its responses. */
export function policyFilters(asked: readonly string[]): readonly Arbitrary<unknown>[] {
  const statuses = fc.constantFrom(["404"], ["400-499", "503"]);
  return [
    optional(
      {
        type: fc.constant("CORS"),
        allowOrigins: fc.constantFrom(["*"], ["https://shop.example.com", "https://*.example.org:8443"]),
        allowMethods: fc.constantFrom(["*"], ["PUT", "DELETE"]),
        allowHeaders: fc.uniqueArray(token, { maxLength: 2 }),
        exposeHeaders: fc.uniqueArray(token, { maxLength: 2 }),
        maxAge: fc.integer({ min: 1, max: 86_400 }),
      },
      ["type", "allowOrigins"],
    ),
    fc.oneof(
      fc.constant({ type: "BasicAuth", users: ["ann:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="] }),
      fc.constant({ type: "BasicAuth", usersFile: "users", realm: "Staff" }),
    ),
    ...(asked.length === 0 ? [] : [forwardAuth(asked)]),
    optional(
      {
        type: fc.constant("IPAccess"),
        allow: fc.array(cidr, { minLength: 1 }),
        deny: fc.array(cidr, { minLength: 1 }),
      },
      ["type", "deny"],
    ),
    optional(
      {
        type: fc.constant("RateLimit"),
        requests: weight,
        interval: duration,
        burst: weight,
        key: fc.constantFrom("source", "header:x-user", "cookie:id"),
      },
      ["type", "requests"],
    ),
    fc.record({ type: fc.constant("MaxBodySize"), bytes: fc.nat() }),
    optional(
      {
        type: fc.constant("Compression"),
        algorithms: fc.constantFrom(["gzip"], ["br", "zstd"]),
        contentTypes: fc.constantFrom(["text/*"], ["application/json"]),
        minimumBytes: fc.nat(),
      },
      ["type"],
    ),
    fc.record({
      type: fc.constant("ErrorPages"),
      pages: fc.array(
        fc.oneof(fc.record({ statuses, body: text }), fc.record({ statuses, file: fc.constant("page.html") })),
        { minLength: 1, maxLength: 2 },
      ),
    }),
  ];
}

function forwardAuth(asked: readonly string[]): Arbitrary<unknown> {
  return optional(
    {
      type: fc.constant("ForwardAuth"),
      service: fc.constantFrom(...asked),
      path,
      requestHeaders: fc.uniqueArray(token, { maxLength: 2 }),
      responseHeaders: fc.uniqueArray(token, { maxLength: 2 }),
      timeout: duration,
    },
    ["type", "service"],
  );
}
