/** Why a file could not be read, as the end of a sentence that begins with its name. */
export function reasonOf(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
    case "ENOTDIR":
      return "does not exist";
    case "EISDIR":
      return "is a folder";
    case "EACCES":
    case "EPERM":
      return "may not be read";
    default:
      return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
