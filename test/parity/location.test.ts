import { isSameLocation } from "../../lib/parity";

describe("two Locations", () => {
  test.each([
    ["https://a.com/x", "https://a.com:443/x"],
    ["http://a.com:80/x?y=z", "http://A.com/x?y=z"],
    ["HTTP://a.com", "http://a.com/"],
    ["http://a.com/x?", "http://a.com/x"],
    ["http://a.com./x", "http://a.com/x"],
    ["http://a.com.:8080/x", "http://a.com:8080/x"],
    ["/x", "/x"],
  ])("%s and %s lead to the same place", (a, b) => {
    expect([isSameLocation(a, b), isSameLocation(b, a)]).toEqual([true, true]);
  });

  test.each([
    ["https://a.com/x", "http://a.com/x"],
    ["https://a.com:80/x", "https://a.com/x"],
    ["http://a.com/x", "http://a.com/X"],
    ["http://a.com/x", "http://a.com/x/"],
    ["http://a.com/x?a", "http://a.com/x"],
    ["http://a.com/x", "http://b.com/x"],
    ["/x", "http://a.com/x"],
  ])("%s and %s do not", (a, b) => {
    expect([isSameLocation(a, b), isSameLocation(b, a)]).toEqual([false, false]);
  });
});
