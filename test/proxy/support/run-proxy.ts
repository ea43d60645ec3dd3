import { runProxy } from "../../../lib/proxy";

// A process whose only purpose is a proxy; its options are its first argument.
void runProxy(JSON.parse(process.argv[2] ?? "{}")).then((status) => {
  process.exitCode = status;
});
