import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { isSame } from "../../../lib/proxy/config";
import { finish } from "../../../lib/topology";

const document = fc.json({ maxDepth: 6 }).map((text): unknown => JSON.parse(text));

test("documents are the same where all of each is in the other", () => {
  fc.assert(
    fc.property(document, document, (one, other) => {
      expect(finish(isSame(one, other))).toBe(isDeepStrictEqual(one, other));
      expect(finish(isSame(one, JSON.parse(JSON.stringify(one))))).toBe(true);
    }),
  );
});

test.each<[string, unknown, unknown, boolean]>([
  ["a list in another order", { routes: [1, 2] }, { routes: [2, 1] }, false],
  ["fields in another order", { a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 }, true],
  ["one field more", { a: 1 }, { a: 1, b: 2 }, false],
  ["one field less", { a: 1, b: 2 }, { a: 1 }, false],
  ["a field of another name", { a: undefined }, { b: undefined }, false],
  ["a list and an object with its indices", { a: [1] }, { a: { 0: 1 } }, false],
  ["a change far below", { a: [{ b: [{ c: [{ d: [1] }] }] }] }, { a: [{ b: [{ c: [{ d: [2] }] }] }] }, false],
  ["nothing before", { a: 1 }, undefined, false],
])("%s", (_what, one, other, same) => {
  expect(finish(isSame(one, other))).toBe(same);
});

test("the comparison can be left between any two routes", () => {
  const topology = () => ({ routers: [{ routes: Array.from({ length: 300 }, (_, index) => ({ name: `${index}` })) }] });

  expect([...isSame(topology(), topology())].length).toBeGreaterThanOrEqual(300);
});
