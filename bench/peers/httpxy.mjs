import { createProxyServer } from "httpxy";
import { agent, serve, target } from "./serve.mjs";

const proxy = createProxyServer({ target, agent, xfwd: true });
proxy.on("error", (_error, _request, response) => response.writeHead?.(502).end());
serve((request, response) => proxy.web(request, response));
