import { prove } from "./prove";
import { awsLoadBalancerController } from "./targets/aws-load-balancer-controller";

// What a resource's creation looked like is no part of an output, and costs most of the time.
jest.mock("cdktf/lib/tokens/private/stack-trace", () => ({ captureStackTrace: () => [] }));

prove(awsLoadBalancerController);
