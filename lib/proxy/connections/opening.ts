import type { Socket } from "node:net";
import { Deadline, type TimerWheel } from "../time";

/** Makes sense of how a connection begins. One of the last three is called at most once, none where it breaks before. */
interface OpeningReader<Opening> {
  /** Takes what has come. @returns `undefined` where more must come */
  take(bytes: Buffer): Opening | undefined;
  onRead(opening: Opening): void;
  /** The peer sends nothing more. */
  onEnded(): void;
  onLate(): void;
}

/** Reads a connection's first bytes until they make sense, within a time, and leaves it paused. */
export function readOpening<Opening>(
  socket: Socket,
  wheel: TimerWheel,
  milliseconds: number,
  reader: OpeningReader<Opening>,
): void {
  const onData = (chunk: Buffer): void => {
    const opening = reader.take(chunk);
    if (opening === undefined) return;
    stop();
    reader.onRead(opening);
  };
  const onEnd = (): void => {
    stop();
    reader.onEnded();
  };
  const deadline = new Deadline(wheel, milliseconds, () => {
    stop();
    reader.onLate();
  });
  const stop = (): void => {
    deadline.cancel();
    socket.pause();
    socket.off("data", onData).off("end", onEnd).off("close", stop);
  };
  socket.on("data", onData).on("end", onEnd).on("close", stop);
  socket.resume();
}
