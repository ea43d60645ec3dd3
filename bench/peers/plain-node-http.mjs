import http from "node:http";
import { agent, serve, task } from "./serve.mjs";

/** The least that a proxy on node:http can be: no checks, no routes, and the fields copied as they are. */
serve((request, response) => {
  const { method, url: path, headers } = request;
  const options = { agent, host: "127.0.0.1", port: task.servicePort, method, path, headers: { ...headers } };
  options.headers["x-forwarded-for"] = request.socket.remoteAddress;
  delete options.headers.connection;
  const outgoing = http.request(options, (incoming) => {
    response.writeHead(incoming.statusCode, incoming.headers);
    incoming.pipe(response);
  });
  outgoing.on("error", () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
  request.pipe(outgoing);
});
