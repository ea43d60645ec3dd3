import type { IncomingHttpHeaders } from "node:http";
import { compileFilters } from "../../../lib/proxy/http/filters";
import type { Filter, Route } from "../../../lib/topology";
import { echoFrom, fetchFrom } from "../support/clients";
import { eventually } from "../support/conditions";
import { startInstance } from "../support/instances";
import { membersOf, startEcho, startRoutes, startService } from "../support/proxies";

async function startFiltered(filters: readonly Filter[], route: Partial<Route> = {}) {
  const echo = await startEcho();
  return startService({ members: membersOf(echo) }, { filters, ...route });
}

describe("RequestHeaderModifier", () => {
  test("removes, sets and adds, whatever the case of names", async () => {
    const { port } = await startFiltered([
      {
        type: "RequestHeaderModifier",
        remove: ["X-Gone"],
        set: [{ name: "x-set", value: "new" }],
        add: [{ name: "x-added", value: "two" }],
      },
    ]);

    const { headers } = await echoFrom(port, "/", {
      headers: { "x-gone": "1", "X-Set": "old", "x-added": "one", "x-other": "same" },
    });

    expect(headers).not.toHaveProperty("x-gone");
    expect(headers).toMatchObject({ "x-set": "new", "x-added": "one, two", "x-other": "same" });
  });

  test("may change what the proxy says about the client", async () => {
    const { port } = await startFiltered([
      { type: "RequestHeaderModifier", set: [{ name: "X-Forwarded-Proto", value: "https" }] },
    ]);

    expect((await echoFrom(port, "/")).headers).toMatchObject({ "x-forwarded-proto": "https" });
  });

  test("removes before it sets, and sets before it adds", async () => {
    const { port } = await startFiltered([
      {
        type: "RequestHeaderModifier",
        remove: ["x-a"],
        set: [{ name: "x-b", value: "set" }],
        add: [
          { name: "x-a", value: "added" },
          { name: "x-b", value: "added" },
        ],
      },
    ]);

    const { headers } = await echoFrom(port, "/", { headers: { "x-a": "sent", "x-b": "sent" } });

    expect(headers).toMatchObject({ "x-a": "added", "x-b": "set, added" });
  });
});

describe("ResponseHeaderModifier", () => {
  test("changes what the client gets", async () => {
    const instance = await startInstance((_request, response) => {
      response.writeHead(200, { server: "inner", "x-set": "old" }).end();
    });
    const { port } = await startService(
      { members: membersOf(instance) },
      {
        filters: [
          {
            type: "ResponseHeaderModifier",
            remove: ["Server"],
            set: [{ name: "X-Set", value: "new" }],
            add: [{ name: "Strict-Transport-Security", value: "max-age=1" }],
          },
        ],
      },
    );

    const { headers } = await fetchFrom(port, "/");

    expect(headers).not.toHaveProperty("server");
    expect(headers).toMatchObject({ "x-set": "new", "strict-transport-security": "max-age=1" });
  });
});

describe("URLRewrite", () => {
  test("changes path and host for the service, and keeps the query", async () => {
    const { port } = await startFiltered(
      [
        {
          type: "URLRewrite",
          hostname: "inner.example.com",
          path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/v1" },
        },
      ],
      { matches: [{ path: { type: "PathPrefix", value: "/users" } }] },
    );

    expect(await echoFrom(port, "/users/7?q=1", { headers: { host: "shop.example.com" } })).toMatchObject({
      path: "/v1/7?q=1",
      host: "inner.example.com",
      headers: { "x-forwarded-host": "shop.example.com" },
    });
  });
});

describe("RequestRedirect", () => {
  test("answers by itself", async () => {
    const { port, records } = await startFiltered(
      [{ type: "RequestRedirect", scheme: "https", hostname: "shop.example.com", statusCode: 308 }],
      { backends: [] },
    );

    const { status, headers, body } = await fetchFrom(port, "/a?b=c");

    expect({ status, location: headers.location, body }).toEqual({
      status: 308,
      location: "https://shop.example.com/a?b=c",
      body: "",
    });
    expect(records).toMatchObject([{ route: "all", service: undefined, tries: 0 }]);
  });
});

describe("FixedResponse", () => {
  test("answers by itself, with the response's filters applied", async () => {
    const { port } = await startFiltered(
      [
        { type: "FixedResponse", statusCode: 410, contentType: "text/html", body: "<p>gone</p>" },
        { type: "ResponseHeaderModifier", set: [{ name: "x-why", value: "moved" }] },
      ],
      { backends: [] },
    );

    const { status, headers, body } = await fetchFrom(port, "/");

    expect({ status, body }).toEqual({ status: 410, body: "<p>gone</p>" });
    expect(headers).toMatchObject({ "content-type": "text/html", "content-length": "11", "x-why": "moved" });
  });

  test("HEAD gets the same without the body", async () => {
    const { port } = await startFiltered([{ type: "FixedResponse", statusCode: 200, body: "hello" }], { backends: [] });

    const { headers, body } = await fetchFrom(port, "/", { method: "HEAD" });

    expect({ length: headers["content-length"], body }).toEqual({ length: "5", body: "" });
  });
});

describe("ExtensionRef", () => {
  test("is not skipped, however it came to be there", () => {
    const filters: Filter[] = [{ type: "ExtensionRef", group: "aws", kind: "Authentication", name: "staff" }];
    const { answer } = compileFilters(filters, {
      service: () => undefined,
      file: () => "",
      state: (_, make) => make(),
    });

    expect(answer).toBeDefined();
    expect(answer?.(undefined as never)).toMatchObject({ status: 500 });
  });
});

describe("RequestMirror", () => {
  async function startMirrored(percent?: number) {
    const copies: { path: string; body: string }[] = [];
    const shadow = await startInstance((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        copies.push({ path: request.url ?? "", body });
        response.writeHead(500).end("ignored");
      });
    });
    const echo = await startEcho();
    const mirror: Filter = { type: "RequestMirror", service: "shadow", ...(percent === undefined ? {} : { percent }) };
    const proxy = await startRoutes(
      [{ name: "all", filters: [mirror], backends: [{ service: "service" }] }],
      [
        { name: "service", members: membersOf(echo) },
        { name: "shadow", members: membersOf(shadow) },
      ],
    );
    return { ...proxy, copies };
  }

  test("a copy goes to the other service, whose answer nobody sees", async () => {
    const { port, copies } = await startMirrored();

    const { status } = await fetchFrom(port, "/a?b", { method: "POST", body: "hello" });

    expect(status).toBe(200);
    await eventually(() => copies.length === 1);
    expect(copies).toEqual([{ path: "/a?b", body: "hello" }]);
  });

  test.each([
    ["GET", undefined],
    ["POST", "0"],
  ])("a copy without a body says of its length what the request does: %s", async (method, length) => {
    const seen: IncomingHttpHeaders[] = [];
    const listening = () =>
      startInstance(({ headers }, response) => {
        seen.push(headers);
        response.end();
      });
    const [instance, shadow] = [await listening(), await listening()];
    const { port } = await startRoutes(
      [{ name: "all", filters: [{ type: "RequestMirror", service: "shadow" }], backends: [{ service: "service" }] }],
      [
        { name: "service", members: membersOf(instance) },
        { name: "shadow", members: membersOf(shadow) },
      ],
    );

    await fetchFrom(port, "/", { method });
    await eventually(() => seen.length === 2);

    expect(seen.map((headers) => headers["content-length"])).toEqual([length, length]);
  });

  test("a body that is too large to keep is not copied, and the request goes on", async () => {
    const { port, copies } = await startMirrored();

    expect((await fetchFrom(port, "/big", { method: "POST", body: Buffer.alloc(100_000) })).status).toBe(200);
    await fetchFrom(port, "/small");

    await eventually(() => copies.length > 0);
    expect(copies.map(({ path }) => path)).toEqual(["/small"]);
  });

  test("none at 0 percent", async () => {
    const { port, copies } = await startMirrored(0);

    for (let index = 0; index < 20; index++) await fetchFrom(port, "/");

    expect(copies).toEqual([]);
  });

  test("a shadow that is down disturbs nothing", async () => {
    const echo = await startEcho();
    const { port } = await startRoutes(
      [{ name: "all", filters: [{ type: "RequestMirror", service: "shadow" }], backends: [{ service: "service" }] }],
      [
        { name: "service", members: membersOf(echo) },
        { name: "shadow", members: [{ address: "127.0.0.1", port: 1 }] },
      ],
    );

    expect((await fetchFrom(port, "/")).status).toBe(200);
  });
});
