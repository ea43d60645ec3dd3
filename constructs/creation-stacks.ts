/**
 * Runs work whose tokens do not note where they were made. cdktf writes down the whole call stack for each list and each
 * token of each resource, for messages about tokens that a user has misplaced; of those that a platform makes itself
 * nobody sees it, and with thousands of resources it takes a quarter of the time. The stacks of errors stay as they are:
 * they are written when they are read, which is after the work.
 */
export function withoutCreationStacks<Result>(work: () => Result): Result {
  const before = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  Error.prepareStackTrace = () => "";
  try {
    return work();
  } finally {
    if (before === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Object.defineProperty(Error, "prepareStackTrace", before);
  }
}
