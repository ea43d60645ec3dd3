import { haproxy } from "./haproxy";
import { javascriptPeer } from "./javascript";
import { nginx } from "./nginx";
import type { Peer } from "./peer";
import { porticoPeer } from "./portico";

export { type ClientProtocol, isUnfit, type Peer, type ProxySetup } from "./peer";

/** In the order of the table. */
export function allPeers(nodeOptions: readonly string[] = []): readonly Peer[] {
  return [
    porticoPeer(nodeOptions),
    nginx,
    haproxy,
    javascriptPeer("node:http", "plain-node-http.mjs"),
    javascriptPeer("http-proxy", "http-proxy.mjs", "http-proxy"),
    javascriptPeer("httpxy", "httpxy.mjs", "httpxy"),
    javascriptPeer("@fastify/http-proxy", "fastify-http-proxy.mjs", "@fastify/http-proxy"),
  ];
}
