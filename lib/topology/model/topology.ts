import type { Certificate } from "./certificate";
import type { Edge } from "./edge";
import type { Router } from "./router";
import type { Service } from "./service";

/**
 * How clients reach services: the one document that constructs build, platforms lower, the proxy runs and the command
 * line reads. Unknown fields are errors.
 *
 * @title Portico Topology
 */
export interface Topology {
  /** The version of the format. */
  readonly version: 1;
  /** @default none */
  readonly edges?: readonly Edge[];
  /** @default none */
  readonly routers?: readonly Router[];
  /** @default none */
  readonly services?: readonly Service[];
  /** @default none */
  readonly certificates?: readonly Certificate[];
  /**
   * Where a JSON Schema for editors is found; has no meaning otherwise.
   */
  readonly $schema?: string;
}
