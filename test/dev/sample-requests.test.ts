import { sampleRequests } from "../../lib/dev";
import type { Route, Router } from "../../lib/topology";

const backends = [{ service: "users" }];

function samples(routes: readonly Route[], hostnames?: readonly string[]): Readonly<Record<string, string>> {
  const router = { name: "shop", routes, ...(hostnames === undefined ? {} : { hostnames }) };
  const list = sampleRequests({ router, origin: "http://127.0.0.1:8080" });
  return Object.fromEntries(list.map(({ route, command }) => [route, command]));
}

test("a request is made of what the route's first match asks for", () => {
  const routes: readonly Route[] = [
    { name: "all", backends },
    { name: "path", matches: [{ path: { type: "PathPrefix", value: "/users" } }], backends },
    {
      name: "much",
      hostnames: ["*.example.com"],
      matches: [
        {
          path: { type: "Exact", value: "/a" },
          method: "POST",
          headers: [{ name: "x-canary", value: "it's 1" }],
          queryParams: [{ name: "v", value: "2 3" }],
        },
      ],
      backends,
    },
  ];
  expect(samples(routes)).toEqual({
    all: "curl http://127.0.0.1:8080/",
    path: "curl http://127.0.0.1:8080/users",
    much: "curl -X POST -H 'Host: any.example.com' -H 'x-canary: it'\\''s 1' 'http://127.0.0.1:8080/a?v=2%203'",
  });
});

test("there is none for a route that asks for an expression or for a client's address", () => {
  const routes: readonly Route[] = [
    { name: "path", matches: [{ path: { type: "RegularExpression", value: "/a+" } }], backends },
    { name: "header", matches: [{ headers: [{ type: "RegularExpression", name: "x", value: "a+" }] }], backends },
    { name: "source", matches: [{ sourceRanges: ["10.0.0.0/8"] }], backends },
  ];
  expect(samples(routes)).toEqual({});
});

test("the host is one that router and route both answer for", () => {
  const routes: readonly Route[] = [{ name: "admin", hostnames: ["admin.shop.example.com"], backends }];
  expect(samples(routes, ["*.shop.example.com"])).toEqual({
    admin: "curl -H 'Host: admin.shop.example.com' http://127.0.0.1:8080/",
  });
  expect(samples([{ name: "any", backends }], ["*.shop.example.com"])).toEqual({
    any: "curl -H 'Host: any.shop.example.com' http://127.0.0.1:8080/",
  });
});

test("over TLS the host is in the URL, and the certificate is not asked about", () => {
  const at = (router: Router) => sampleRequests({ router, origin: "https://127.0.0.1:8443" })[0]?.command;
  expect(at({ name: "shop", hostnames: ["shop.example.com"], routes: [{ name: "all", backends }] })).toBe(
    "curl -k --connect-to ::127.0.0.1:8443 https://shop.example.com/",
  );
  expect(at({ name: "any", routes: [{ name: "all", backends }] })).toBe("curl -k https://127.0.0.1:8443/");
});

test("a route that asks for a password is asked with one", () => {
  const routes: readonly Route[] = [
    { name: "staff", backends },
    { name: "open", backends },
  ];
  const credentialsFor = ({ name }: Route) => (name === "staff" ? "dev:it's" : undefined);
  const list = sampleRequests({ router: { name: "shop", routes }, origin: "http://127.0.0.1:80", credentialsFor });
  expect(list.map(({ command }) => command)).toEqual([
    "curl -u 'dev:it'\\''s' http://127.0.0.1:80/",
    "curl http://127.0.0.1:80/",
  ]);
});
