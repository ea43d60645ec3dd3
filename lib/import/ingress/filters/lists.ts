/** The entries of a list with commas. */
export function listed(text: string | undefined): readonly string[] {
  return (text ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

/** A whole number above zero; `undefined` for anything else, which the controller passes over. */
export function countOf(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9]{1,15}$/.test(text.trim()) && Number(text) > 0 ? Number(text) : undefined;
}
