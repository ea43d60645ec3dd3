import { createRouteRequest } from "../../lib/routing";

const TARGET = { hostname: "a.com", host: "A.com:81", path: "/p", query: "q", search: "?q" };

describe("createRouteRequest", () => {
  test("joins repeated fields, cookies with a semicolon, without the white space around values", () => {
    const headers = [
      ["X-List", " a\t"],
      ["x-list", "b "],
      ["Cookie", "a=1"],
      ["cookie", "b=2"],
    ] as const;
    const request = createRouteRequest({ method: "GET", headers, sourceAddress: "::1" }, TARGET);
    expect(request.header("x-list")).toBe("a, b");
    expect(request.header("cookie")).toBe("a=1; b=2");
    expect(request.header("x-other")).toBeUndefined();
  });

  test("takes the Host from the target, not from the fields", () => {
    const headers = [["Host", "other.com"]] as const;
    const request = createRouteRequest({ method: "GET", headers, sourceAddress: "::1" }, TARGET);
    expect(request.header("host")).toBe("A.com:81");
    expect(request).toMatchObject({ hostname: "a.com", path: "/p", query: "q", method: "GET", sourceAddress: "::1" });
  });
});
