import type { Socket } from "node:dgram";

const LONGEST_QUEUE = 1024 * 1024;

/**
 * Whether a socket can take another datagram. Where the system takes them slower than they come, what would make the
 * queue longer is dropped, as a network does.
 */
export function canTake(socket: Pick<Socket, "getSendQueueSize">): boolean {
  return socket.getSendQueueSize() < LONGEST_QUEUE;
}
