import { prove } from "./prove";
import { gatewayGrpc } from "./targets/gateway-grpc";

// What a resource's creation looked like is no part of an output, and costs most of the time.
jest.mock("cdktf/lib/tokens/private/stack-trace", () => ({ captureStackTrace: () => [] }));

prove(gatewayGrpc);
