import fc from "fast-check";
import { ServerNameTable } from "../../../../lib/proxy/layer4/tls/server-name-table";
import { hostnameCovers, isWildcard } from "../../../../lib/topology";

const table = new ServerNameTable([
  ["*.example.com", "wide"],
  ["db.example.com", "exact"],
  ["*.db.example.com", "narrow"],
  ["example.com", "apex"],
  ["db.example.com", "given twice"],
  ["*.example.com", "given twice"],
]);

test.each([
  ["db.example.com", "exact"],
  ["example.com", "apex"],
  ["www.example.com", "wide"],
  ["a.b.example.com", "wide"],
  ["x.db.example.com", "narrow"],
  ["x.y.db.example.com", "narrow"],
  ["xdb.example.com", "wide"],
  ["xexample.com", undefined],
  ["com", undefined],
  ["", undefined],
  [".example.com", undefined],
])("%s leads to %s", (serverName, value) => {
  expect(table.find(serverName)).toBe(value);
});

test("it finds what a search through all hostnames would", () => {
  const labels = fc.constantFrom("a", "b", "c");
  const names = fc.array(labels, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("."));
  const hostnames = fc.oneof(
    names,
    names.map((name) => `*.${name}`),
  );
  fc.assert(
    fc.property(fc.array(hostnames, { maxLength: 12 }), names, (list, name) => {
      const entries = list.map((hostname, index) => [hostname, index] as const);
      const fitting = entries.filter(([hostname]) => hostnameCovers(hostname, name));
      const best = fitting.sort(
        ([a, ai], [b, bi]) => Number(isWildcard(a)) - Number(isWildcard(b)) || b.length - a.length || ai - bi,
      )[0];
      expect(new ServerNameTable(entries).find(name)).toBe(best?.[1]);
    }),
    { numRuns: 1000 },
  );
});
