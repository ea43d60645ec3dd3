/** What filters remember, from one configuration to the next: a change elsewhere does not open a limit anew. */
export class KeptStates {
  private kept: ReadonlyMap<string, unknown> = new Map();

  /** Begins the next configuration. Nothing changes before it is committed. */
  next(): NextStates {
    return new NextStates(this.kept);
  }

  /** What the next configuration does not use any more is forgotten. */
  commit(next: NextStates): void {
    this.kept = next.states;
  }
}

/** The states of one configuration, those that were there before among them. */
export class NextStates {
  readonly states = new Map<string, unknown>();

  constructor(private readonly before: ReadonlyMap<string, unknown> = new Map()) {}

  /** @param key says what the state depends on, its type among it */
  of<State>(key: string, make: () => State): State {
    const state = this.states.get(key) ?? this.before.get(key) ?? make();
    this.states.set(key, state);
    return state as State;
  }
}
