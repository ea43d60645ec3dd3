import type { Targets } from "./targets";

/** The targets of a target group that exists already, and is left as it is. */
export class ExistingTargets implements Targets {
  readonly type = "ip";
  readonly addressType = "ipv4";
  readonly endpoints = [{}];

  /** @param existingArn - may be a token */
  constructor(readonly existingArn: string) {}

  attach(): readonly [] {
    return [];
  }
}
