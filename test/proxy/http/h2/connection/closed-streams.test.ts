import { ClosedStreams } from "../../../../../lib/proxy/http/h2/connection/closed-streams";

describe("streams that are over", () => {
  test("are known by who has reset them", () => {
    const streams = new ClosedStreams();

    streams.reset(1, "us");
    streams.reset(3, "peer");

    expect([1, 3, 5].map((stream) => streams.resetBy(stream))).toEqual(["us", "peer", undefined]);
  });

  test("are forgotten, the oldest first, where there are very many", () => {
    const streams = new ClosedStreams();

    for (let stream = 1; stream < 2 * 1100; stream += 2) streams.reset(stream, "us");

    expect(streams.resetBy(1)).toBeUndefined();
    expect(streams.resetBy(2 * 1100 - 1)).toBe("us");
  });

  test("differ from numbers that were passed over", () => {
    const streams = new ClosedStreams();

    streams.skipped(3, 9);

    expect([1, 3, 7, 9, 11].map((stream) => streams.wasSkipped(stream))).toEqual([false, true, true, true, false]);
  });
});
