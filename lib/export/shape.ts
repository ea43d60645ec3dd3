/**
 * How the Kubernetes API has the fields of one of the provider's blocks, as far as that is not regular. Regular is:
 * `snake_case` is `camelCase`, a value is the same value, and a block is one object.
 */
export type Shape = Readonly<Record<string, FieldRule>>;

/** How the API has one field. */
export interface FieldRule {
  /** The field's name in the API. Default: its own, in camel case. */
  readonly name?: string;
  readonly form: FieldForm;
  /** What is not regular within a block. */
  readonly of?: Shape;
}

/**
 * - `value`: as it stands.
 * - `block`: one object, whether the document has it as an object or as a list of one.
 * - `list`: a list of objects.
 * - `map`: an object whose keys are the user's.
 * - `integer`, `mode`: a number that the provider takes as text; a mode is octal.
 * - `integer-or-text`: a number where the text is one, such as a port's; otherwise the text, such as `25%`.
 * - `nothing`: the API has no such field.
 */
export type FieldForm = "value" | "block" | "list" | "map" | "integer" | "mode" | "integer-or-text" | "nothing";

export const list = (name?: string, of?: Shape): FieldRule => rule("list", name, of);
export const block = (of: Shape, name?: string): FieldRule => rule("block", name, of);
export const named = (name: string, of?: Shape): FieldRule => rule(of === undefined ? "value" : "block", name, of);
export const map: FieldRule = { form: "map" };
export const integer: FieldRule = { form: "integer" };
export const integerOrText: FieldRule = { form: "integer-or-text" };
export const mode: FieldRule = { form: "mode" };
export const nothing: FieldRule = { form: "nothing" };

function rule(form: FieldForm, name: string | undefined, of: Shape | undefined): FieldRule {
  return { form, ...(name === undefined ? {} : { name }), ...(of === undefined ? {} : { of }) };
}
