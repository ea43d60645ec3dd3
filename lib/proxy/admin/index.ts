export { readAdminAddress } from "./admin-address";
export { AdminServer } from "./admin-server";
