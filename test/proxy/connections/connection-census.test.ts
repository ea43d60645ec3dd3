import { ConnectionCensus, type Seat } from "../../../lib/proxy/connections";

/** Admits a connection, and says whether it was. */
function admitted(census: ConnectionCensus, source: string, seats: Seat[] = []): boolean {
  const seat = census.admit(source);
  if (seat !== undefined) seats.push(seat);
  return seat !== undefined;
}

test("load is shed in steps, and taken up again as connections end", () => {
  const census = new ConnectionCensus({ connections: 10, sourceConnections: 10 });
  const states: string[] = [];
  const seats: Seat[] = [];
  const note = (): void =>
    void states.push(`${census.crowded ? "crowded" : ""} ${census.overloaded ? "overloaded" : ""}`.trim());
  for (let index = 0; index < 10; index++) {
    expect(admitted(census, "a", seats)).toBe(true);
    note();
  }
  expect(states).toEqual(["", "", "", "", "", "", "", "", "crowded", "crowded overloaded"]);
  expect(admitted(census, "b")).toBe(false);

  for (const seat of seats.slice(0, 1)) census.leave(seat);

  expect(census.overloaded).toBe(false);
  expect(admitted(census, "b")).toBe(true);
});

test("each source is counted by itself, and forgotten with its last connection", () => {
  const census = new ConnectionCensus({ connections: 100, sourceConnections: 2 });

  const seats: Seat[] = [];
  expect(["a", "a", "a", "b"].map((source) => admitted(census, source, seats))).toEqual([true, true, false, true]);
  for (const seat of seats.slice(0, 2)) census.leave(seat);
  expect(["a", "a", "a"].map((source) => admitted(census, source))).toEqual([true, true, false]);
});

describe("a connection that a proxy in front has opened", () => {
  test("counts among all at once, and for its client when that is known", () => {
    const census = new ConnectionCensus({ connections: 3, sourceConnections: 1 });
    const [one, two] = [census.admitUnnamed(), census.admitUnnamed()];
    if (one === undefined || two === undefined) throw new Error("there is room for two");

    expect([census.name(one, "a"), census.name(two, "a"), census.name(two, "b")]).toEqual([true, false, true]);

    expect(admitted(census, "c")).toBe(true);
    expect(census.admitUnnamed()).toBeUndefined();
  });

  test("leaves room behind, whether its client was known or not", () => {
    const census = new ConnectionCensus({ connections: 1, sourceConnections: 1 });
    for (const source of ["a", undefined, "a", undefined, "a"]) {
      const seat = census.admitUnnamed();
      if (seat === undefined) throw new Error("there is room");
      if (source !== undefined) expect(census.name(seat, source)).toBe(true);
      census.leave(seat);
    }
  });
});
