import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";

/** What the bench asks for: a port, the service behind it, and perhaps a certificate. */
export const task = JSON.parse(process.argv[2]);

export const target = `http://127.0.0.1:${task.servicePort}`;

/** Keeps connections to the service. */
export const agent = new http.Agent({ keepAlive: true });

/** The options of a TLS server; `null` on plain connections. */
export const tls = task.certificate
  ? { cert: readFileSync(task.certificate.certFile), key: readFileSync(task.certificate.keyFile) }
  : null;

/** Longer than any of the scenarios lets a connection rest. */
export const keepAliveTimeout = 75_000;

/** Listens where the bench asks for, and ends when it is told to. */
export function serve(onRequest) {
  const server = tls ? https.createServer(tls, onRequest) : http.createServer(onRequest);
  server.keepAliveTimeout = keepAliveTimeout;
  server.listen({ port: task.port, host: "127.0.0.1", backlog: 4096 });
}

process.on("SIGTERM", () => process.exit(0));
