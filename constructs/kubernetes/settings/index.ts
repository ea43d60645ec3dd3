export { reportSettings } from "./report-settings";
