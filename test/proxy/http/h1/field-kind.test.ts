import fc from "fast-check";
import { isConnectionField } from "../../../../lib/proxy/http/connection-fields";
import { isForwardedField } from "../../../../lib/proxy/http/forwarded-fields";
import {
  FORWARDED,
  fieldKind,
  LEFT_OUT_OF_REQUESTS,
  LOOKALIKE,
  OTHER,
  UNDERSCORED,
} from "../../../../lib/proxy/http/h1/wire/field-kind";

const kindOf = (name: string): number => fieldKind(`: ${name}:`, 2, 2 + name.length, name.includes("_"));
const leftOut = (kind: number): boolean => (LEFT_OUT_OF_REQUESTS & (1 << kind)) !== 0;

const MANAGED = [
  "connection",
  "content-length",
  "expect",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

test.each(MANAGED)("%s is known by any spelling, and one letter more or less is another field", (name) => {
  const spelled = [...name].map((letter, index) => (index % 2 === 0 ? letter.toUpperCase() : letter)).join("");

  expect(leftOut(kindOf(name))).toBe(true);
  expect(kindOf(spelled)).toBe(kindOf(name));
  expect(kindOf(`${name}x`)).toBe(OTHER);
  expect(kindOf(name.slice(1))).toBe(OTHER);
});

test("what is left out of requests is what concerns the connection or tells of the origin", () => {
  const known = fc.constantFrom(...MANAGED, "x-forwarded-for", "x-forwarded-anything", "forwarded", "x-real-ip");
  const changed = fc
    .tuple(known, fc.nat(), fc.constantFrom("", "-", "_", "x"))
    .map(
      ([name, at, piece]) => name.slice(0, at % (name.length + 1)) + piece + name.slice((at % (name.length + 1)) + 1),
    );
  fc.assert(
    fc.property(fc.oneof(known, changed), (name) => {
      fc.pre(name !== "");
      const hyphened = name.replaceAll("_", "-");
      expect([name, leftOut(kindOf(name))]).toEqual([name, isConnectionField(hyphened) || isForwardedField(name)]);
    }),
  );
});

test("names with underscores are told apart", () => {
  expect(["x_user", "X_Forwarded_For", "Content_Length", "transfer_encoding"].map(kindOf)).toEqual([
    UNDERSCORED,
    FORWARDED,
    LOOKALIKE,
    LOOKALIKE,
  ]);
});
