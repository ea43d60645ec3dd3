import type { Filter } from "../topology";

/** The answer of a route that must not be open for want of what protected it. */
export const FORBIDDEN: Filter = {
  type: "FixedResponse",
  statusCode: 403,
  contentType: "text/plain",
  body: "what protected this route is not set up yet",
};
