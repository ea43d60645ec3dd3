import { isConnectionField } from "../../connection-fields";
import { allValues } from "../../fields";

/** The fields of an answer that are not its connection's: neither by their name nor since `Connection` names them. */
export function endToEndFields(fields: readonly string[]): string[] {
  const named = new Set(
    allValues(fields, "connection")
      .split(",")
      .map((option) => option.trim().toLowerCase()),
  );
  return fieldsWhose(fields, (name) => !isConnectionField(name) && !named.has(name));
}

/** The fields whose names, in lower case, fit; names and values in turn. */
export function fieldsWhose(fields: readonly string[], fits: (lowerCaseName: string) => boolean): string[] {
  const kept: string[] = [];
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index] ?? "";
    if (fits(name.toLowerCase())) kept.push(name, fields[index + 1] ?? "");
  }
  return kept;
}
