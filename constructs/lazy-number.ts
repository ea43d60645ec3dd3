import { type IResolvable, type IResolveContext, Token } from "./cdktf";

/**
 * A number that is known when the stack is synthesized. Unlike those of `Lazy` it does not note where it was made, which
 * takes longer than all else where there are thousands.
 */
export function lazyNumber(produce: () => number): number {
  return Token.asNumber(new LazyNumber(produce));
}

class LazyNumber implements IResolvable {
  readonly creationStack: string[] = [];

  constructor(private readonly produce: () => number) {}

  resolve(_context: IResolveContext): number {
    return this.produce();
  }

  toString(): string {
    return Token.asString(this);
  }
}
