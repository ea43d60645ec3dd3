export { explainRequest, type RequestExplanation } from "./explain-request";
export { formatExplanation, formatJson } from "./format-explanation";
