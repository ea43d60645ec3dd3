#!/usr/bin/env node
import { commands } from "./commands";
import { runCli } from "./run-cli";

const io = {
  out: (text: string) => process.stdout.write(text),
  err: (text: string) => process.stderr.write(text),
};

runCli(process.argv.slice(2), io, commands).then((status) => {
  process.exitCode = status;
});
