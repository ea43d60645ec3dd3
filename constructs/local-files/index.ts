export { folderPath } from "./folder-path";
export { localProvider } from "./local-provider";
export { File } from "./provider";
