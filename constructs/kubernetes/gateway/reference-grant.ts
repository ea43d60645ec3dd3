import type { CustomObject, Lowered, ObjectMeta } from "../objects";

/** Something in another namespace that objects refer to. */
export interface Granted {
  readonly kind: "Service" | "Secret";
  readonly name: string;
  readonly namespace: string;
}

/** What refers to it. */
export interface Referrer {
  readonly kinds: readonly string[];
  readonly namespace: string;
}

/**
 * Lets objects of one namespace refer to one object of another, in whose namespace it stands (Gateway API,
 * `ReferenceGrant`).
 */
export function referenceGrant(
  id: string,
  { kinds, namespace }: Referrer,
  granted: Granted,
  metadata: Pick<ObjectMeta, "name" | "labels" | "annotations">,
): Lowered<CustomObject> {
  return {
    id,
    object: {
      // Served by every version since the first.
      apiVersion: "gateway.networking.k8s.io/v1beta1",
      kind: "ReferenceGrant",
      metadata: { ...metadata, namespace: granted.namespace },
      spec: {
        from: kinds.map((kind) => ({ group: "gateway.networking.k8s.io", kind, namespace })),
        to: [{ group: "", kind: granted.kind, name: granted.name }],
      },
    },
  };
}
