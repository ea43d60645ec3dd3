import { type DestinationStream, destination, pino, stdTimeFunctions } from "pino";
import type { LogFields, ProxyLog } from "./proxy-log";

const STANDARD_ERROR = 2;

/**
 * One JSON object a line.
 *
 * @param target standard error where none is given
 * @param facts stand in every line
 */
export function createPinoLog(target?: DestinationStream, facts: LogFields = {}): ProxyLog {
  const stream = target ?? destination({ dest: STANDARD_ERROR, sync: false });
  const logger = pino({ base: { ...facts }, timestamp: stdTimeFunctions.isoTime, formatters: { level } }, stream);
  return {
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
    request: ({ listener, milliseconds, ...record }) =>
      logger.info({ listener: `${listener.edge}/${listener.name}`, ...record, ms: rounded(milliseconds) }, "request"),
    session: ({ listener, milliseconds, ...record }) =>
      logger.info({ listener: `${listener.edge}/${listener.name}`, ...record, ms: rounded(milliseconds) }, "session"),
    flush() {
      if ("flushSync" in stream && typeof stream.flushSync === "function") stream.flushSync();
    },
  };
}

function level(label: string): LogFields {
  return { level: label };
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
