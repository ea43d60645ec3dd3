export { checkAnnotationSize } from "./annotation-size";
export { isHost, isKey, isLabel, isLabelValue, isSubdomain } from "./api-names";
export { createEndpointSlice } from "./create-endpoint-slice";
export { createService } from "./create-service";
export { escapeTemplates } from "./escape-template";
export * from "./kubernetes-object";
export { type ObjectName, objectName, partName } from "./names";
export { type ManifestForm, ObjectSet } from "./object-set";
export { isUnknownNumber, isUnknownText, jsonText, TokenMask } from "./token-mask";
