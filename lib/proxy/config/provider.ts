import type { ParsedTopology } from "../../topology";

/** What a provider knows at one moment. Without a `topology` it cannot be used, and the diagnostics say why. */
export type Emission = ParsedTopology;

/** A source of configuration. */
export interface Provider {
  readonly name: string;
  /** Emits what it knows now, and again whenever that may have changed. */
  start(emit: (emission: Emission) => void): void;
  /** Looks again, and emits what it finds. Where that takes turns of the loop, it resolves once it was emitted. */
  reload(): void | Promise<void>;
  /** Files beside its own that a change of shall be noticed. */
  watch?(files: readonly string[]): void;
  close(): void;
}
