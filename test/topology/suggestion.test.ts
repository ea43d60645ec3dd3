import { nearest } from "../../lib/topology";

describe("nearest", () => {
  it.each([
    ["user", ["orders", "users"], "users"],
    ["wieght", ["service", "weight"], "weight"],
    ["nmae", ["name", "port"], "name"],
    ["UPD", ["HTTP", "TCP", "UDP"], "UDP"],
    ["http", ["HTTPS", "HTTP"], "HTTP"],
    ["Prefix", ["Exact", "PathPrefix"], "PathPrefix"],
    ["payments", ["payments-next", "payment"], "payment"],
    ["serch", ["search", "searched"], "search"],
  ])("takes %s for the right one of %j", (name, candidates, expected) => {
    expect(nearest(name, candidates)).toBe(expected);
  });

  it.each([
    ["a", ["b"]],
    ["db", ["dc"]],
    ["people", ["orders", "search"]],
    ["users", []],
    ["", ["users"]],
  ])("takes %j for none of %j", (name, candidates) => {
    expect(nearest(name, candidates)).toBeUndefined();
  });
});
