import { block, integer, integerOrText, list, map, named, type Shape } from "../shape";

const HTTP_GET: Shape = { port: integerOrText, http_header: list("httpHeaders") };

const HANDLER: Shape = { http_get: block(HTTP_GET), tcp_socket: block({ port: integerOrText }) };

export const CONTAINER: Shape = {
  env: list(),
  env_from: list(),
  port: list("ports", { host_ip: named("hostIP") }),
  volume_mount: list("volumeMounts"),
  volume_device: list("volumeDevices"),
  resources: block({ limits: map, requests: map }),
  lifecycle: block({ post_start: block(HANDLER), pre_stop: block(HANDLER) }),
  liveness_probe: block(HANDLER),
  readiness_probe: block(HANDLER),
  startup_probe: block(HANDLER),
  security_context: block({ run_as_group: integer, run_as_user: integer }),
};
