import { Origins } from "../../../../lib/proxy/http/filters/cors/origins";
import type { Cors } from "../../../../lib/topology";
import { fetchFrom } from "../../support/clients";
import { startInstance } from "../../support/instances";
import { membersOf } from "../../support/proxies";
import { startFiltered } from "./support";

const SHOP = "https://shop.example.com";

describe("an origin", () => {
  const origins = new Origins([SHOP, "https://*.example.org", "http://*.example.net:8080", "http://[::1]:3000"]);

  test.each([
    ["as it is named", SHOP, true],
    ["of another scheme", "http://shop.example.com", false],
    ["of another port", `${SHOP}:8443`, false],
    ["that begins with one", `${SHOP}.evil.test`, false],
    ["one label below a wildcard", "https://a.example.org", true],
    ["two labels below a wildcard", "https://a.b.example.org", true],
    ["the wildcard's apex", "https://example.org", false],
    ["no label below a wildcard", "https://.example.org", false],
    ["that only ends like a wildcard", "https://evilexample.org", false],
    ["with something else in the wildcard", "https://evil.test/.example.org", false],
    ["with another port in the wildcard", "https://evil.test:1.example.org", false],
    ["a wildcard with a port", "http://a.example.net:8080", true],
    ["a wildcard with a port, without it", "http://a.example.net", false],
    ["an IPv6 address", "http://[::1]:3000", true],
    ["null", "null", false],
    ["empty", "", false],
  ])("%s: %s", (_, origin, allowed) => {
    expect(origins.allow(origin)).toBe(allowed);
  });

  test("is any with *", () => {
    expect(new Origins(["*"]).allow("null")).toBe(true);
  });
});

const POLICY: Cors = {
  type: "CORS",
  allowOrigins: [SHOP],
  allowMethods: ["PUT", "DELETE"],
  allowHeaders: ["x-a", "x-b"],
  exposeHeaders: ["x-c"],
  maxAge: 60,
};

function preflight(origin: string, method = "PUT", headers = "x-a") {
  return {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": method, "access-control-request-headers": headers },
  };
}

function corsFields(headers: NodeJS.Dict<string | string[]>) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => /^access-control-|^vary$/.test(name)));
}

describe("a preflight request", () => {
  async function answerTo(policy: Partial<Cors>, options: ReturnType<typeof preflight>) {
    const { port, seen } = await startFiltered([{ ...POLICY, ...policy }]);
    const { status, headers } = await fetchFrom(port, "/", options);
    expect(seen).toEqual([]);
    expect(status).toBe(204);
    return corsFields(headers);
  }

  test("of an allowed origin is told what is allowed; the service is not asked", async () => {
    expect(await answerTo({}, preflight(SHOP))).toEqual({
      "access-control-allow-origin": SHOP,
      "access-control-allow-methods": "GET, HEAD, POST, PUT, DELETE",
      "access-control-allow-headers": "x-a, x-b",
      "access-control-max-age": "60",
      vary: "Origin",
    });
  });

  test("of another origin is told nothing", async () => {
    expect(await answerTo({}, preflight("https://evil.test"))).toEqual({ vary: "Origin" });
  });

  test("is told * where everything is allowed", async () => {
    const all = { allowOrigins: ["*"], allowMethods: ["*"], allowHeaders: ["*"] };
    expect(await answerTo(all, preflight("https://any.test"))).toEqual({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "*",
      "access-control-allow-headers": "*",
      "access-control-max-age": "60",
    });
  });

  test.each([
    ["that asks for it", ["*"], "x-a, authorization"],
    ["where it is named", ["*", "Authorization"], "x-a"],
  ])("is told beside * of the one field that browsers do not count among all: %s", async (_, allowHeaders, wanted) => {
    const told = await answerTo({ allowHeaders }, preflight(SHOP, "PUT", wanted));
    expect(told["access-control-allow-headers"]).toBe("*, Authorization");
  });

  test("with credentials is told what it asked for in place of *", async () => {
    const all = { allowOrigins: ["*"], allowMethods: ["*"], allowHeaders: ["*"], allowCredentials: true };
    expect(await answerTo(all, preflight("https://any.test", "PATCH", "x-z"))).toEqual({
      "access-control-allow-origin": "https://any.test",
      "access-control-allow-credentials": "true",
      "access-control-allow-methods": "PATCH",
      "access-control-allow-headers": "x-z",
      "access-control-max-age": "60",
      vary: "Access-Control-Request-Method, Access-Control-Request-Headers, Origin",
    });
  });

  test("is remembered for 5 seconds by default", async () => {
    const { maxAge: _, ...rest } = POLICY;
    const { port } = await startFiltered([rest]);
    expect((await fetchFrom(port, "/", preflight(SHOP))).headers["access-control-max-age"]).toBe("5");
  });

  test("needs no password, since it never has one", async () => {
    const { port } = await startFiltered([
      { type: "BasicAuth", users: ["ann:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="] },
      POLICY,
    ]);
    expect((await fetchFrom(port, "/", preflight(SHOP))).status).toBe(204);
  });
});

describe("any other request", () => {
  test.each([
    [
      "of an allowed origin",
      "GET",
      { origin: SHOP },
      { "access-control-allow-origin": SHOP, "access-control-expose-headers": "x-c", vary: "Origin" },
    ],
    ["of another origin", "GET", { origin: "https://evil.test" }, { vary: "Origin" }],
    ["of no origin", "GET", {}, { vary: "Origin" }],
    [
      "OPTIONS that is no preflight",
      "OPTIONS",
      { origin: SHOP },
      { "access-control-allow-origin": SHOP, "access-control-expose-headers": "x-c", vary: "Origin" },
    ],
  ])("%s goes to the service", async (_, method, headers, expected) => {
    const { port, seen } = await startFiltered([POLICY]);

    const reply = await fetchFrom(port, "/", { method, headers: headers as Record<string, string> });

    expect(reply.body).toBe("served");
    expect(corsFields(reply.headers)).toEqual(expected);
    expect(seen).toHaveLength(1);
  });

  test.each([
    [false, "*, Authorization"],
    [true, "Authorization"],
  ])("a page may read what is named beside *, with credentials that alone: %s", async (allowCredentials, exposed) => {
    const { port } = await startFiltered([{ ...POLICY, allowCredentials, exposeHeaders: ["*", "Authorization"] }]);
    const { headers } = await fetchFrom(port, "/", { headers: { origin: SHOP } });
    expect(headers["access-control-expose-headers"]).toBe(exposed);
  });

  test("what the service says about origins is replaced, and its Vary kept", async () => {
    const { port } = await startFiltered([POLICY], (_request, response) => {
      response.writeHead(200, { "Access-Control-Allow-Origin": "*", Vary: "Accept" });
      response.end();
    });

    const { headers } = await fetchFrom(port, "/", { headers: { origin: SHOP } });

    expect(corsFields(headers)).toMatchObject({ "access-control-allow-origin": SHOP, vary: "Accept, Origin" });
  });

  test("so is what another service says of them that was asked for leave", async () => {
    const guard = await startInstance((_request, response) => {
      response.writeHead(401, { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "true" }).end();
    });
    const { port } = await startFiltered([POLICY, { type: "ForwardAuth", service: "guard" }], undefined, {
      services: [{ name: "guard", members: membersOf(guard) }],
    });

    const { status, headers } = await fetchFrom(port, "/", { headers: { origin: SHOP } });

    expect(status).toBe(401);
    expect(corsFields(headers)).toEqual({
      "access-control-allow-origin": SHOP,
      "access-control-expose-headers": "x-c",
      vary: "Origin",
    });
  });

  test("a page may read why there is no response", async () => {
    const { port } = await startFiltered([POLICY, { type: "IPAccess", deny: ["127.0.0.0/8"] }]);

    const { status, headers } = await fetchFrom(port, "/", { headers: { origin: SHOP } });

    expect({ status, origin: headers["access-control-allow-origin"] }).toEqual({ status: 403, origin: SHOP });
  });
});
