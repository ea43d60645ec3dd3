import { refuseMethod } from "../../../lib/routing";

describe("methods that no route gets", () => {
  test.each([
    ["TRACE", 501],
    ["CONNECT", 501],
    ["FOOBAR", 501],
    ["get", 501],
    ["G T", 400],
    ["", 400],
  ])("%s is answered with %d", (method, status) => {
    expect(refuseMethod(method)?.status).toBe(status);
  });

  test.each(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])("%s is routed", (method) => {
    expect(refuseMethod(method)).toBeUndefined();
  });
});
