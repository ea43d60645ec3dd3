const QUANTITY = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(?:([KMGTPE]i)|([numkMGTPE])|[eE]([+-]?[0-9]+))?$/;
/** By the power of 1024 and of 1000 that they stand for. */
const BINARY = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const DECIMAL = new Map(["n", "u", "m", "", "k", "M", "G", "T", "P", "E"].map((suffix, index) => [suffix, index - 3]));

/**
 * The number that a quantity of Kubernetes stands for: `500m` is 0.5, `1Ki` 1024. `undefined` where it is none.
 * (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/)
 */
export function parseQuantity(text: string): number | undefined {
  const [, digits, binary, decimal = "", exponent] = QUANTITY.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const number = Number(digits) * (text.startsWith("-") ? -1 : 1);
  if (binary !== undefined) return number * 1024 ** BINARY.indexOf(binary);
  return number * 10 ** (exponent === undefined ? 3 * (DECIMAL.get(decimal) ?? 0) : Number(exponent));
}
