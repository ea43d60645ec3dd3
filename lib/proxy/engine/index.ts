export type * from "./body-stage";
export type * from "./filter-plan";
export type * from "./listener-engine";
export type * from "./listener-plan";
export type * from "./observer";
export type * from "./router-plan";
export type * from "./service-runtime";
