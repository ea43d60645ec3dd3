import type {
  GrpcHealthCheck,
  HealthCheck as HealthCheckSpec,
  HttpHealthCheck,
  TcpHealthCheck,
} from "../../lib/topology";

/** How instances of a service are probed. */
export class HealthCheck {
  /** A GET of `/`, or of the path given, whose status must be one of the expected: 200 to 399 by default. */
  static http(props: Omit<HttpHealthCheck, "type"> = {}): HealthCheck {
    return new HealthCheck({ type: "HTTP", ...props });
  }

  /** A connection that is accepted. */
  static tcp(props: Omit<TcpHealthCheck, "type"> = {}): HealthCheck {
    return new HealthCheck({ type: "TCP", ...props });
  }

  /** The gRPC health checking protocol. */
  static grpc(props: Omit<GrpcHealthCheck, "type"> = {}): HealthCheck {
    return new HealthCheck({ type: "GRPC", ...props });
  }

  private constructor(readonly spec: HealthCheckSpec) {}
}
