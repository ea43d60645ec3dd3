import httpProxy from "@fastify/http-proxy";
import Fastify from "fastify";
import { keepAliveTimeout, target, task, tls } from "./serve.mjs";

const server = Fastify({ keepAliveTimeout, bodyLimit: Number.MAX_SAFE_INTEGER, ...(tls ? { https: tls } : {}) });
server.register(httpProxy, { upstream: target, undici: { connections: 256, pipelining: 1 } });
await server.listen({ port: task.port, host: "127.0.0.1", backlog: 4096 });
