export { H2Server } from "./h2-server";
