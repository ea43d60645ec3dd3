export type * from "./certificate";
export type * from "./edge";
export type * from "./filter";
export type * from "./primitives";
export type * from "./route-match";
export type * from "./router";
export type * from "./service";
export type * from "./topology";
