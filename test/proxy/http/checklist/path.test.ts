import { membersOf, startRoutes } from "../../support/proxies";
import { startRecorder, statusesOf } from "./wire";

/** What becomes of a target: the service that it reaches and what that sees, or the status. */
async function startPaths() {
  const admin = await startRecorder();
  const other = await startRecorder();
  const { port } = await startRoutes(
    [
      { name: "admin", matches: [{ path: { type: "PathPrefix", value: "/admin" } }], backends: [{ service: "admin" }] },
      { name: "other", backends: [{ service: "other" }] },
    ],
    [
      { name: "admin", members: membersOf(admin) },
      { name: "other", members: membersOf(other) },
    ],
  );
  return async (target: string): Promise<string> => {
    const before = { admin: admin.received.join("").length, other: other.received.join("").length };
    const [status] = await statusesOf(port, `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    if (status !== 200) return String(status);
    const name = admin.received.join("").length > before.admin ? "admin" : "other";
    const seen = { admin, other }[name].received.join("").slice(before[name]);
    return `${name} ${/^GET (\S+) /.exec(seen)?.[1]}`;
  };
}

describe("path", () => {
  test("escapes are decoded or written in upper case, dots and double slashes resolved", async () => {
    const reach = await startPaths();
    const targets = {
      "/%61dmin": "admin /admin",
      "//admin": "admin /admin",
      "/./admin": "admin /admin",
      "/x/../admin": "admin /admin",
      "/x/%2e%2e/admin": "admin /admin",
      "/x/.%2E/admin/": "admin /admin/",
      "/a%c3%a9": "other /a%C3%A9",
      "/..": "400",
      "/%2e%2e/admin": "400",
      "/a%2": "400",
      "/a%zz": "400",
    };

    for (const [target, expected] of Object.entries(targets))
      expect([target, await reach(target)]).toEqual([target, expected]);
  });

  test("%2F and %5C stay what they are, %00 and raw oddities are refused, a semicolon is an ordinary character", async () => {
    const reach = await startPaths();
    const targets = {
      "/x%2f..%2fadmin": "other /x%2F..%2Fadmin",
      "/%2fadmin": "other /%2Fadmin",
      "/x%5c..%5cadmin": "other /x%5C..%5Cadmin",
      "/admin;x=1": "other /admin;x=1",
      "/admin/;x=1": "admin /admin/;x=1",
      "/a%00": "400",
      "/a\\b": "400",
      "/a#b": "400",
      '/a"b': "400",
      "/a<b": "400",
    };

    for (const [target, expected] of Object.entries(targets))
      expect([target, await reach(target)]).toEqual([target, expected]);
  });

  test("what is matched is what is sent on, with the query as it came", async () => {
    const reach = await startPaths();

    expect(await reach("/x/..//%61dmin/%7euser?q=%61&r=/../#")).toBe("400");
    expect(await reach("/x/..//%61dmin/%7euser?q=%61&r=/../")).toBe("admin /admin/~user?q=%61&r=/../");
  });
});
