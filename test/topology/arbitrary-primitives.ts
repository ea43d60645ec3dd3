import fc, { type Arbitrary } from "fast-check";

export const name = fc.stringMatching(/^[A-Za-z0-9.-]{1,12}$/);
export const token = fc.stringMatching(/^x-[a-z0-9_]{1,8}$/);
export const text = fc.string({ unit: fc.constantFrom(..."abc XYZ0.:;,=é".split("")), maxLength: 12 });
export const port = fc.integer({ min: 1, max: 65_535 });
export const weight = fc.integer({ min: 1, max: 1_000_000 });
export const duration = fc.constantFrom("1ms", "500ms", "1s", "1m30s", "1h", "99999h");
export const path = fc
  .array(fc.constantFrom("a", "users", "v1", "%C3%BC", "~x;y=1", "a.b", "..."), { maxLength: 4 })
  .chain((segments) =>
    fc.constantFrom(`/${segments.join("/")}`, segments.length === 0 ? "/" : `/${segments.join("/")}/`),
  );
export const expression = fc.constantFrom("/a/.*", "[a-z]+", "(?i)x|y", "1{2,3}", "");
export const cidr = fc.constantFrom("10.0.0.0/8", "0.0.0.0/0", "192.0.2.1/32", "2001:db8::/32");
export const host = fc.constantFrom("shop.example.com", "admin.shop.example.com", "SHOP.example.com");
export const pattern = fc.oneof(host, fc.constantFrom("*.example.com", "*.shop.example.com"));

/** A record some of whose fields may be absent. */
export function optional<T extends object>(model: { [Field in keyof T]: Arbitrary<T[Field]> }, required: (keyof T)[]) {
  return fc.record(model, { requiredKeys: required as [] }) as unknown as Arbitrary<Partial<T>>;
}

export function named<T extends { readonly name: string }>(element: Arbitrary<T>, maxLength = 4): Arbitrary<T[]> {
  return fc.uniqueArray(element, { maxLength, selector: (value) => value.name });
}
