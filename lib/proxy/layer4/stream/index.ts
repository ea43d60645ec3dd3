export { StreamEngine } from "./stream-engine";
export { StreamSession } from "./stream-session";
