import { inTurns } from "../../../lib/proxy/time";

test("others have their turn before long work has ended", async () => {
  let others = 0;
  const count = setImmediate(function again() {
    others += 1;
    if (others < 3) setImmediate(again);
  });

  const result = await inTurns(
    (function* () {
      // Never ends where it is done all at once.
      while (others < 3) yield;
      return "done";
    })(),
  );

  expect(result).toBe("done");
  clearImmediate(count);
});

test("work that is soon done is done at once", () => {
  let done = false;
  const steps = (function* () {
    yield;
    yield;
    done = true;
  })();

  void inTurns(steps);

  expect(done).toBe(true);
});

test("what work throws, in whichever turn, its caller gets", async () => {
  let others = 0;
  setImmediate(() => {
    others += 1;
  });
  const steps = (function* () {
    while (others === 0) yield;
    throw new RangeError("no");
  })();

  await expect(inTurns(steps)).rejects.toThrow(new RangeError("no"));
});
