import type { Io } from "../io";

/** What `portico dev` was asked for. */
export interface DevRequest {
  readonly command: string;
  readonly folder: string;
  /** An empty folder for what the app writes. */
  readonly output: string;
  readonly stack?: string;
  readonly port: number;
  /** Whether changes of the app are taken up. */
  readonly watch: boolean;
  readonly io: Io;
}
