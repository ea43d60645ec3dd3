import { type Finding, refusal } from "../finding";
import type { ObjectMeta } from "./kubernetes-object";

/** All keys and values of an object's annotations, in bytes (Kubernetes, `TotalAnnotationSizeLimitB`). */
const MOST_BYTES = 256 * 1024;

/** Objects whose annotations the API would refuse for their length. */
export function checkAnnotationSize(
  objects: readonly { readonly kind: string; readonly metadata: ObjectMeta }[],
): Finding[] {
  return objects.flatMap(({ kind, metadata: { name, annotations = {} } }) => {
    const bytes = Object.entries(annotations)
      .flat()
      .reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    if (bytes <= MOST_BYTES) return [];
    return [
      refusal(
        "kubernetes-annotation-size",
        "",
        `the annotations of ${kind} "${name}" have ${bytes} bytes, and the API takes ${MOST_BYTES}`,
        "spread the routes over several routers, or shorten the annotations that the platform was given",
      ),
    ];
  });
}
