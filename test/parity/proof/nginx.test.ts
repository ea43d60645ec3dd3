import { prove } from "./prove";
import { nginx } from "./targets/nginx";

// What a resource's creation looked like is no part of an output, and costs most of the time.
jest.mock("cdktf/lib/tokens/private/stack-trace", () => ({ captureStackTrace: () => [] }));

prove(nginx);
