import fc from "fast-check";
import { addToList, fieldValue, removeFields } from "../../../lib/proxy/http/fields";

const name = fc.stringMatching(/^[A-Ca-c-]{1,3}$|^[a-c]{33,35}$/);
const fields = fc.array(fc.tuple(name, fc.constantFrom("1", "2", ""))).map((pairs) => pairs.flat());

test("removed are the fields of these names, whatever their case, and no others; what stays keeps its order", () => {
  fc.assert(
    fc.property(fields, fc.uniqueArray(name.map((text) => text.toLowerCase())), (list, names) => {
      const expected: string[] = [];
      for (let index = 0; index < list.length; index += 2) {
        const [field = "", value = ""] = list.slice(index, index + 2);
        if (!names.includes(field.toLowerCase())) expected.push(field, value);
      }
      const changed = [...list];
      removeFields(changed, new Set(names));
      expect(changed).toEqual(expected);
    }),
  );
});

test.each([
  [["A", "1", "a", "2"], "a", "1"],
  [["ab", "1", "B", "2"], "b", "2"],
  [["ab", "1"], "a", undefined],
  [[], "a", undefined],
])("in %j the first value of %s is %s", (list, wanted, value) => {
  expect(fieldValue(list, wanted)).toBe(value);
});

test.each([
  [[], ["Vary", "Origin"]],
  [
    ["vary", "Accept"],
    ["vary", "Accept, Origin"],
  ],
  [
    ["Vary", "accept, origin"],
    ["Vary", "accept, origin"],
  ],
  [
    ["Vary", "*"],
    ["Vary", "*"],
  ],
])("Origin on the list of %j", (list, expected) => {
  const changed = [...list];
  addToList(changed, "Vary", "Origin");
  expect(changed).toEqual(expected);
});
