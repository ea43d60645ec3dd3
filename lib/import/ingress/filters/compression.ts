import type { Compression } from "../../../topology";
import { type AnnotationFilter, NOTHING } from "./annotation-filter";

/** The controller's default of `gzip-min-length`. */
const MINIMUM = 256;
const MEDIA_TYPE = /^[A-Za-z0-9!#$&^_.+-]+\/[A-Za-z0-9!#$&^_.+-]+$/;

/** Whether responses are compressed, of which the controller's ConfigMap alone decides. */
export const compression: AnnotationFilter = {
  reads: [],
  translate({ annotations }) {
    const isOn = (name: string) => annotations.setting(name) === "true";
    const algorithms: Compression["algorithms"] = [
      ...(isOn("enable-brotli") ? (["br"] as const) : []),
      ...(isOn("use-gzip") ? (["gzip"] as const) : []),
    ];
    if (algorithms.length === 0) return NOTHING;
    const types = (annotations.setting("gzip-types") ?? "").split(/\s+/).filter((type) => MEDIA_TYPE.test(type));
    const least = annotations.setting("gzip-min-length") ?? "";
    const filter: Compression = {
      type: "Compression",
      algorithms,
      // nginx compresses text/html whatever the list says.
      ...(types.length === 0 ? {} : { contentTypes: [...new Set(["text/html", ...types])] }),
      minimumBytes: /^\d{1,9}$/.test(least) ? Number(least) : MINIMUM,
    };
    return { filters: [filter] };
  },
};
