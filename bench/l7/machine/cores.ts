import { cpus } from "node:os";

/** The core of the proxy that is measured. */
export const PROXY_CORE = 0;

/** The core of the load and the service behind the proxy; the same one where there is no other. */
export const LOAD_CORE = cpus().length > 1 ? 1 : 0;
