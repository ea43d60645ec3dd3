export { ServiceConnections } from "./service-connections";
