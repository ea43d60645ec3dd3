#!/usr/bin/env node
import { commands } from "./commands";
import { ProcessIo } from "./process-io";
import { runCli } from "./run-cli";

const io = new ProcessIo(process.stdout, process.stderr, () => {
  process.exitCode = 1;
});

runCli(process.argv.slice(2), io, commands).then((status) => {
  process.exitCode = io.hasFailed ? 1 : status;
});
