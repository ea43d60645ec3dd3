import type { Diagnostic, Topology } from "../../topology";

/** What a provider knows at one moment. */
export interface Emission {
  /** Absent where what the provider found cannot be used; the diagnostics then say why. */
  readonly topology?: Topology;
  readonly diagnostics: readonly Diagnostic[];
}

/** A source of configuration. */
export interface Provider {
  readonly name: string;
  /** Emits what it knows now, and again whenever that may have changed. */
  start(emit: (emission: Emission) => void): void;
  /** Looks again at once, and emits what it finds. */
  reload(): void;
  /** Files beside its own that a change of shall be noticed. */
  watch?(files: readonly string[]): void;
  close(): void;
}
