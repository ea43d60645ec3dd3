export { AwsEdge, type AwsListener } from "./aws-edge";
export { EVERYONE, PRIVATE } from "./sources";
