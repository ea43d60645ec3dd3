import { type DestinationStream, destination, pino, stdTimeFunctions } from "pino";
import { listenerName } from "../listener-identity";
import { AsciiText } from "./ascii-text";
import { type BatchTarget, LineBatch } from "./line-batch";
import type { LogFields, ProxyLog } from "./proxy-log";
import { RequestLines } from "./request-line";

const STANDARD_ERROR = 2;

/** Where lines go. */
interface LineTarget extends DestinationStream {
  /** For lines that may wait a little, of at most so many bytes. */
  hold(most: number, add: (text: AsciiText) => void): void;
  flush(): void;
}

/**
 * One JSON object a line.
 *
 * @param target standard error where none is given; lines of requests wait there up to 100 ms for others
 * @param facts stand in every line
 */
export function createPinoLog(target?: DestinationStream, facts: LogFields = {}): ProxyLog {
  const lines = target === undefined ? toStandardError() : atOnce(target);
  const logger = pino({ base: { ...facts }, timestamp: stdTimeFunctions.isoTime, formatters: { level } }, lines);
  const requests = new RequestLines(facts);
  return {
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
    request: (record) => lines.hold(requests.most(record), (text) => requests.write(text, record, Date.now())),
    session: ({ listener, milliseconds, ...record }) =>
      logger.info({ listener: listenerName(listener), ...record, ms: rounded(milliseconds) }, "session"),
    flush: () => lines.flush(),
  };
}

let standardError: LineBatch | undefined;

/** One for the process, so that lines keep their order, and the last are written however it ends. */
function toStandardError(): LineBatch {
  if (standardError !== undefined) return standardError;
  const target = destination({ dest: STANDARD_ERROR, sync: false, contentMode: "buffer" });
  // In this mode it takes bytes, which its types do not say.
  const batch = new LineBatch(target as unknown as BatchTarget);
  standardError = batch;
  // Where nothing is left to do, the destination closes itself before the process ends.
  for (const end of ["beforeExit", "exit"]) process.on(end, () => batch.flushSync());
  return batch;
}

function atOnce(target: DestinationStream): LineTarget {
  return {
    write: (line) => target.write(line),
    hold(most, add) {
      const text = new AsciiText(Buffer.allocUnsafe(most));
      add(text);
      target.write(String(text));
    },
    flush() {
      if ("flushSync" in target && typeof target.flushSync === "function") target.flushSync();
    },
  };
}

/** To hundredths. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}

function level(label: string): LogFields {
  return { level: label };
}
