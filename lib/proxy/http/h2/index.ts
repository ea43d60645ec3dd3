export { beginsWithPreface } from "./preface";
export { H2Server } from "./server";
