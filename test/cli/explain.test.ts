import { join } from "node:path";
import { gatewayStack } from "../parity/support/gateway-stack";
import { ingressStack } from "../parity/support/ingress-stack";
import { portico, withFiles } from "./run-portico";
import { shop } from "./shop-topology";

async function explain(document: unknown, ...args: readonly string[]) {
  return withFiles({ "document.json": document }, (folder) =>
    portico("explain", "--config", join(folder, "document.json"), ...args),
  );
}

describe("portico explain on a Topology", () => {
  test("says what is decided, and which routes came close by which condition", async () => {
    const { status, out } = await explain(shop, "GET", "http://shop.example.com/payments/7?x=1");
    expect(status).toBe(0);
    expect(out).toBe(`GET http://shop.example.com/payments/7?x=1
  listener  http
  router    shop
  route     payments, match 1
  service   payments 90%, payments-next 10%
  path      /payments/7?x=1
  host      shop.example.com

Came close:
  payments-canary, match 1: header x-canary: has none, needs "1"
  users, match 1: path: has "/payments/7", needs PathPrefix "/users"
  old, match 1: path: has "/payments/7", needs Exact "/old"
`);
  });

  const nothing = { listener: "http", router: "shop", route: null, service: null, status: null };
  test.each([
    {
      name: "a route with one service",
      args: ["GET", "http://shop.example.com/users/7"],
      expected: { ...nothing, route: "users", service: "users", path: "/users/7", host: "shop.example.com" },
    },
    {
      name: "a header that picks the canary",
      args: ["GET", "http://shop.example.com/payments", "-H", "X-Canary: 1"],
      expected: {
        ...nothing,
        route: "payments-canary",
        service: "payments-next",
        path: "/payments",
        host: "shop.example.com",
      },
    },
    {
      name: "a path alone, with its Host in a header",
      args: ["POST", "/users", "-H", "Host: shop.example.com"],
      expected: { ...nothing, route: "users", service: "users", path: "/users", host: "shop.example.com" },
    },
    {
      name: "a redirect",
      args: ["GET", "http://shop.example.com/old"],
      expected: { ...nothing, route: "old", status: 301, location: "https://shop.example.com/old" },
    },
    {
      name: "no route",
      args: ["GET", "http://shop.example.com/nowhere"],
      expected: { ...nothing, status: 404, path: "/nowhere", host: "shop.example.com" },
    },
    {
      name: "a method that is not passed on",
      args: ["TRACE", "http://shop.example.com/users"],
      expected: { ...nothing, status: 501, path: null, host: null },
    },
    {
      name: "a method of more than letters",
      args: ["M-SEARCH", "http://shop.example.com/users"],
      expected: { ...nothing, route: "users", service: "users" },
    },
    {
      name: "a method that nobody knows",
      args: ["NO_SUCH", "http://shop.example.com/users"],
      expected: { ...nothing, status: 501, path: null, host: null },
    },
    {
      name: "a path that is not one",
      args: ["GET", "http://shop.example.com/%zz"],
      expected: { ...nothing, status: 400, path: null, host: null },
    },
  ])("--json is one object: $name", async ({ args, expected }) => {
    const { status, out, err } = await explain(shop, ...args, "--json");
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(JSON.parse(out)).toMatchObject(expected);
  });

  test.each([
    ["http://shop.example.com:9999/users", "HTTP on port 9999"],
    ["https://shop.example.com/users", "HTTPS on port 443"],
  ])("says that no listener takes what the URL names: %s", async (url, asked) => {
    const note = `no listener takes ${asked}: "http" decides in its place, which takes HTTP on port 8080`;
    expect((await explain(shop, "GET", url)).out).toContain(`  listener  http\n  note      ${note}\n`);
    expect(JSON.parse((await explain(shop, "GET", url, "--json")).out)).toMatchObject({ listener: "http", note });
  });

  test("a Topology that is not valid is not explained: exit 2", async () => {
    const { status, out, err } = await explain({ ...shop, version: 2 }, "GET", "/", "-H", "Host: x");
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toContain("version");
  });

  test("what is wrong with the request is said all at once: exit 2", async () => {
    const { status, err } = await explain(shop, "GET", "ftp://shop.example.com/", "--source-ip", "10.0.0");
    expect(status).toBe(2);
    expect(err).toContain('URL "ftp://shop.example.com/"');
    expect(err).toContain('--source-ip "10.0.0"');
  });

  test("a listener that is not there is bad usage", async () => {
    const { status, err } = await explain(shop, "GET", "http://shop.example.com/", "--listener", "nope");
    expect(status).toBe(2);
    expect(err).toContain("nope");
  });
});

describe("portico explain on a synthesized stack", () => {
  const table = ingressStack({
    shop: { rules: [{ host: "a.com", paths: [["Exact", "/x", "s"]] }, { paths: [["Prefix", "/", "any"]] }] },
  });

  test("says what others may read in it with as much right, where that decides otherwise", async () => {
    const { out } = await explain(table, "GET", "http://a.com/y");
    expect(out.match(/no rule applies/g)).toEqual(["no rule applies"]);
    expect(out).toMatch(/^ {2}answer {4}404: no rule applies$/m);
    expect(out).toMatch(
      /^Otherwise decided by .* which goes on to less specific hosts:\n {2}route {5}shop\[1\]\n {2}service {3}any$/m,
    );
    const { otherwise } = JSON.parse((await explain(table, "GET", "http://a.com/y", "--json")).out);
    expect(otherwise).toEqual([
      expect.objectContaining({
        reading: expect.stringContaining("goes on to less specific hosts"),
        route: "shop[1]",
        service: "any",
        status: null,
      }),
    ]);
  });

  test("says nothing of readings that decide the same in another way", async () => {
    const exact = { matches: [{ path: { type: "Exact", value: "/x" } }], backendRefs: [{ name: "s", port: 80 }] };
    const routes = { one: { hostnames: ["a.com"], rules: [exact] }, all: { rules: [exact] } };
    const { out } = await explain(gatewayStack([{ name: "http" }], routes), "GET", "http://a.com/y");
    expect(out).toMatch(/^ {2}answer {4}404: .*$/m);
    expect(out).not.toContain("Otherwise");
  });

  test("says nothing of readings that agree", async () => {
    const { out } = await explain(table, "GET", "http://b.com/y");
    expect(out).not.toContain("Otherwise");
    expect(JSON.parse((await explain(table, "GET", "http://b.com/y", "--json")).out)).not.toHaveProperty("otherwise");
  });
});
