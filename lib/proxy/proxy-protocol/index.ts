export { Reception } from "./reception";
