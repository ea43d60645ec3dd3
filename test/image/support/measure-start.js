"use strict";
// Runs in the image: starts the proxy again and again, and prints how many milliseconds each start took, from the
// making of its process to the line that says it is ready.

const { spawn } = require("node:child_process");

function start() {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, process.argv.slice(3), { stdio: ["ignore", "pipe", "ignore"] });
    let took = Number.NaN;
    let text = "";
    child.once("error", reject);
    child.stdout.on("data", (data) => {
      text += data;
      if (!text.includes("portico ready") || took > 0) return;
      took = performance.now() - began;
      child.kill("SIGTERM");
    });
    child.once("close", () => resolve(took));
  });
}

async function main(count) {
  const times = [];
  for (let run = 0; run < count; run += 1) times.push(await start());
  process.stdout.write(`${JSON.stringify(times)}\n`);
}

void main(Number(process.argv[2]));
