/** What the image fixes; `image/Dockerfile` has the same. */

/** The user that it runs as, and that user's group. */
export const IMAGE_USER = 65_532;
/** Where Node is in it. */
export const IMAGE_NODE = "/usr/local/bin/node";
/** Holds the `HOST:PORT` of the admin endpoint. */
export const ADMIN_VARIABLE = "PORTICO_ADMIN";
/** Seconds that requests have when the proxy is told to end. */
export const DRAIN_SECONDS = 30;
/** The port of the admin endpoint where nothing else is said. */
export const ADMIN_PORT = 9901;
