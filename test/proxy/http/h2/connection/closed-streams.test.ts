import { ClosedStreams } from "../../../../../lib/proxy/http/h2/connection/closed-streams";

describe("streams that are over", () => {
  test("are known by who has reset them", () => {
    const streams = new ClosedStreams();

    streams.reset(1, "us");
    streams.reset(3, "peer");

    expect([1, 3, 5].map((stream) => streams.resetBy(stream))).toEqual(["us", "peer", undefined]);
  });

  test("are forgotten, the oldest first, where there are very many: then they may have been reset here", () => {
    const streams = new ClosedStreams();
    streams.skipped(3, 5);

    for (let stream = 1; stream < 2 * 1100; stream += 2)
      if (stream !== 3 && stream !== 5) streams.reset(stream, "peer");

    expect([1, 3, 7, 2 * 1100 - 1, 2 * 1100 + 1].map((stream) => streams.resetBy(stream))).toEqual([
      "us",
      undefined,
      "us",
      "peer",
      undefined,
    ]);
  });

  test("differ from numbers that were passed over", () => {
    const streams = new ClosedStreams();

    streams.skipped(3, 9);

    expect([1, 3, 7, 9, 11].map((stream) => streams.wasSkipped(stream))).toEqual([false, true, true, true, false]);
  });
});
