export { fieldIndexing } from "./field-indexing";
export { type FieldTaker, HpackDecoder } from "./hpack-decoder";
export { HpackEncoder } from "./hpack-encoder";
