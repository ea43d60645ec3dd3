import { tokenOrigins } from "./cdktf";

/** What notes where a token is made: cdktf asks it by this name for each. */
const origins: { captureStackTrace: () => string[] } = tokenOrigins;

const none = (): string[] => [];

/**
 * Runs work whose tokens do not note where they were made. cdktf writes down the whole call stack for each list and each
 * token of each resource, for messages about tokens that a user has misplaced. Of those that a platform makes nobody
 * sees it, and with thousands of resources it takes a quarter of the time.
 */
export function withoutCreationStacks<Result>(work: () => Result): Result {
  const before = origins.captureStackTrace;
  origins.captureStackTrace = none;
  try {
    return work();
  } finally {
    origins.captureStackTrace = before;
  }
}
