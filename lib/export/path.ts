/** A JSON path with one more field: `spec.port`, or `labels["app.kubernetes.io/name"]` where the name is no word. */
export function fieldPath(path: string, field: string): string {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(field) ? `${path}.${field}` : `${path}[${JSON.stringify(field)}]`;
}

export function entryPath(path: string, index: number): string {
  return `${path}[${index}]`;
}
