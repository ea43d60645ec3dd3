export { StreamEngine } from "./stream-engine";
export { StreamSession, type StreamSurroundings } from "./stream-session";
