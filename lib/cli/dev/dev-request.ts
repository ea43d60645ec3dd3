import type { Io } from "../io";
import type { Project } from "./project";

/** What `portico dev` was asked for. */
export interface DevRequest {
  readonly project: Project;
  readonly folder: string;
  /** An empty folder for what the app writes. */
  readonly output: string;
  readonly stack?: string;
  readonly port: number;
  /** Whether changes of the app are taken up. */
  readonly watch: boolean;
  readonly io: Io;
}
