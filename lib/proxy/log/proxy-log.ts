import type { RequestRecord, SessionRecord } from "../engine";

/** Facts beside a message. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where the proxy says what it does. Never gets bodies, header values or secrets. */
export interface ProxyLog {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  request(record: RequestRecord): void;
  session(record: SessionRecord): void;
  /** Writes out what is still held back. */
  flush(): void;
}

/** Says nothing. */
export const SILENT: ProxyLog = {
  info() {},
  warn() {},
  error() {},
  request() {},
  session() {},
  flush() {},
};
