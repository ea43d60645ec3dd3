/**
 * Doubles the signs by which Kubernetes would put a variable's value, or a single sign, in the place of a text of an
 * environment variable, command or argument (Container, `args`: `$(NAME)` and `$$`).
 */
export function escapeVariables(text: string): string {
  return text.replace(/\$\$+|\$(?=\()/g, (signs) => signs + signs);
}
