export { type Resource, TerraformDocument } from "./document";
export { type Block, block, blocks, number, text, textMap, texts } from "./value";
