"use strict";
// Runs the main job once for real: npm start, five requests, SIGTERM, exit 0.
const assert = require("node:assert/strict");
const { spawn } = require("node:child_process");
const http = require("node:http");
const net = require("node:net");
const { join } = require("node:path");

const requests = [
  { path: "/users/7", service: "users" },
  { path: "/search?q=tea", service: "search" },
  { path: "/orders", service: "orders" },
  { path: "/payments/1", headers: { "x-canary": "1" }, service: "payments-next" },
  { path: "/", headers: { host: "admin.shop.example.com" }, service: "admin" },
];

main().catch((error) => {
  console.error(error);
  process.exit(1);
});

async function main() {
  const port = await freePort();
  const shop = spawn("npm", ["start"], {
    cwd: join(__dirname, ".."),
    env: { ...process.env, PORT: String(port) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise((resolve) => shop.once("exit", (code, signal) => resolve({ code, signal })));
  try {
    await ready(shop);
    for (const request of requests) {
      const body = await get(port, request);
      assert.equal(body.service, request.service, `GET ${request.path}`);
      assert.equal(body.path, request.path);
      console.log(`GET ${request.path} -> ${body.service} (${body.instance})`);
    }
  } finally {
    shop.kill("SIGTERM");
  }
  assert.deepEqual(await exited, { code: 0, signal: null }, "SIGTERM ends npm start with status 0");
}

function ready(shop) {
  return new Promise((resolve, reject) => {
    let output = "";
    shop.stdout.setEncoding("utf8").on("data", (chunk) => {
      process.stdout.write(chunk);
      output += chunk;
      if (output.includes("portico ready")) resolve();
    });
    shop.once("exit", (code) => reject(new Error(`npm start ended with ${code} before it was ready`)));
  });
}

function get(port, { path, headers }) {
  return new Promise((resolve, reject) => {
    http
      .get({ port, host: "127.0.0.1", path, headers, agent: false }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => resolve(JSON.parse(text)));
      })
      .on("error", reject);
  });
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
