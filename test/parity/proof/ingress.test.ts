import { prove } from "./prove";
import { ingress } from "./targets/ingress";

// What a resource's creation looked like is no part of an output, and costs most of the time.
jest.mock("cdktf/lib/tokens/private/stack-trace", () => ({ captureStackTrace: () => [] }));

prove(ingress);
