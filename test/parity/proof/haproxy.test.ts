import { prove } from "./prove";
import { haproxy } from "./targets/haproxy";

// What a resource's creation looked like is no part of an output, and costs most of the time.
jest.mock("cdktf/lib/tokens/private/stack-trace", () => ({ captureStackTrace: () => [] }));

prove(haproxy);
