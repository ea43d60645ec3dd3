export { renderJson } from "./render-json";
export { renderText } from "./render-text";
