export { readAdminAddress } from "./admin-address";
export { AdminServer, type AdminSource } from "./admin-server";
