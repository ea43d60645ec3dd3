import { serviceAt } from "../service-url";
import { type AnnotationFilter, NOTHING } from "./annotation-filter";

/** A Service of the cluster that gets a copy of each request, under the path that the client asked for. */
export const mirror: AnnotationFilter = {
  reads: ["mirror-target", "mirror-request-body", "mirror-host"],
  translate({ annotations, remarks, services, ingress }) {
    const text = annotations.get("mirror-target");
    if (text === undefined) return NOTHING;
    const target = serviceAt(text.replace(/\/?\$request_uri$/, ""));
    const changes = ["rewrite-target", "upstream-vhost", "mirror-host"].find(
      (name) => annotations.get(name) !== undefined,
    );
    if (
      target === undefined ||
      target.path !== "/" ||
      changes !== undefined ||
      annotations.get("mirror-request-body") === "off"
    ) {
      remarks.changed(
        "import-mirror",
        annotations.placeOf("mirror-target"),
        "copies of the requests cannot be sent as they were",
        "send them with Filter.mirror, to a service that takes them as the route's own does",
      );
      return NOTHING;
    }
    const { name } = services.find({ namespace: target.namespace, path: ingress.path }, target);
    return { filters: [{ type: "RequestMirror", service: name }] };
  },
};
