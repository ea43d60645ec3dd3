import type { LbListenerRule } from "./provider";

/** What a router became on AWS: nothing by itself, and a rule for each of its routes in each listener that leads to it. */
export class AwsRouter {
  private readonly byListener: ReadonlyMap<string, LbListenerRule>[] = [];

  /** The rules of all listeners, in the order in which they were made. */
  get rules(): readonly LbListenerRule[] {
    return this.byListener.flatMap((rules) => [...rules.values()]);
  }

  /** @internal */
  addRules(rules: ReadonlyMap<string, LbListenerRule>): void {
    this.byListener.push(rules);
  }
}
