import { ConnectionCensus } from "../../../lib/proxy/connections";

test("load is shed in steps, and taken up again as connections end", () => {
  const census = new ConnectionCensus({ connections: 10, sourceConnections: 10 });
  const states: string[] = [];
  const note = (): void =>
    void states.push(`${census.crowded ? "crowded" : ""} ${census.overloaded ? "overloaded" : ""}`.trim());
  for (let index = 0; index < 10; index++) {
    expect(census.admit("a")).toBe(true);
    note();
  }
  expect(states).toEqual(["", "", "", "", "", "", "", "", "crowded", "crowded overloaded"]);
  expect(census.admit("b")).toBe(false);

  census.leave("a");

  expect(census.overloaded).toBe(false);
  expect(census.admit("b")).toBe(true);
});

test("each source is counted by itself, and forgotten with its last connection", () => {
  const census = new ConnectionCensus({ connections: 100, sourceConnections: 2 });

  expect(["a", "a", "a", "b"].map((source) => census.admit(source))).toEqual([true, true, false, true]);
  census.leave("a");
  census.leave("a");
  expect(["a", "a", "a"].map((source) => census.admit(source))).toEqual([true, true, false]);
});
