/** The one place that names the local provider, by deep path: it keeps loading quick. */
export { File } from "@cdktf/provider-local/lib/file";
export { LocalProvider } from "@cdktf/provider-local/lib/provider";
