import { Lazy } from "cdktf";
import { withoutCreationStacks } from "../../../constructs/creation-stacks";

const made = () => Lazy.anyValue({ produce: () => 1 }).creationStack;

test("tokens note where they were made, but for those that a platform makes", () => {
  expect(made()).not.toEqual([]);
  expect(withoutCreationStacks(made)).toEqual([]);
  expect(made()).not.toEqual([]);
});

test("errors have their stacks", () => {
  const failing = () => {
    throw new Error("no");
  };
  try {
    withoutCreationStacks(failing);
  } catch (error) {
    expect((error as Error).stack).toContain("failing");
  }
  expect.assertions(1);
});

test("within such work too, and after work that failed", () => {
  expect(withoutCreationStacks(() => [withoutCreationStacks(made), made()])).toEqual([[], []]);
  expect(() => withoutCreationStacks(() => made.call(undefined) && JSON.parse("{"))).toThrow(SyntaxError);
  expect(made()).not.toEqual([]);
});
