export { type InstanceStatus, RunningService, type ServiceContext } from "./service";
