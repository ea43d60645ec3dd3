import { list, map, type Shape } from "../shape";

export const METADATA: Shape = { annotations: map, labels: map };

export const LABEL_SELECTOR: Shape = { match_labels: map, match_expressions: list() };
