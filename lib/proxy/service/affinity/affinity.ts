import type { PickContext } from "../../engine";
import type { ServiceInstance } from "../instance";

/** Ties clients to instances. */
export interface Affinity {
  /** The instance that the client is tied to; it may not be usable any more. */
  find(context: PickContext): ServiceInstance | undefined;
  /**
   * Ties the client to an instance.
   *
   * @returns the `Set-Cookie` value to send, if any
   */
  tie(context: PickContext, instance: ServiceInstance): string | undefined;
  /** All instances that clients may be tied to, those that drain among them. */
  setInstances(instances: readonly ServiceInstance[]): void;
}
