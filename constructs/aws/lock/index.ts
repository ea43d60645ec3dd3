export { formatLock, type LockDocument, parseLock } from "./lock-file";
export { LOCK_FILE } from "./lock-path";
export { LockStore } from "./lock-store";
export { StackLock } from "./stack-lock";
