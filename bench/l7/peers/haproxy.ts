import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FILTER_USER } from "../filter-user";
import { findProgram, versionOf } from "./installed";
import type { Peer, ProxySetup } from "./peer";

export const haproxy: Peer = {
  name: "haproxy",
  kind: "reference",

  version() {
    const program = findProgram("haproxy");
    return program === undefined ? undefined : versionOf(program, "-v", /version (\d[\d.]*\d)/);
  },

  prepare(setup) {
    const file = join(setup.folder, "haproxy.cfg");
    writeFileSync(file, configuration(setup));
    return { program: findProgram("haproxy") ?? "haproxy", args: ["-db", "-f", file] };
  },
};

/** One thread; connections kept on both sides. */
function configuration(setup: ProxySetup): string {
  const { folder, port, protocol, certificate, servicePort, routes, filters, proxyProtocol, log } = setup;
  const grpc = protocol === "grpc" ? " proto h2" : "";
  return `
global
  nbthread 1
  maxconn 12000
  no strict-limits
  log stderr format raw local0 info
${filters ? `userlist users\n  user ${FILTER_USER.name} insecure-password ${FILTER_USER.password}` : ""}
defaults
  mode http
  timeout connect 5s
  timeout client 75s
  timeout server 60s
  timeout http-keep-alive 75s
  option http-keep-alive
  http-reuse always
  ${log ? "log global\n  option httplog" : ""}
frontend clients
  bind 127.0.0.1:${port}${proxyProtocol ? " accept-proxy" : ""} backlog 4096${certificate === undefined ? "" : tls(setup)}
  http-request set-header X-Forwarded-For %[src]
  http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  http-request set-header X-Forwarded-Port %[dst_port]
  ${filters ? FILTERS : ""}
  ${routes === 0 ? "" : `use_backend %[path,map_beg(${routeMap(folder, routes)},service)]`}
  default_backend service
backend service
  server one 127.0.0.1:${servicePort}${grpc}
backend service_of_route
  server one 127.0.0.1:${servicePort}${grpc}
`;
}

/** HAProxy wants certificate and key in one file. */
function tls({ folder, protocol, certificate }: ProxySetup): string {
  if (certificate === undefined) return "";
  const file = join(folder, "haproxy.pem");
  writeFileSync(file, readFileSync(certificate.certFile, "utf8") + readFileSync(certificate.keyFile, "utf8"));
  const alpn = protocol === "http/1.1" ? "http/1.1" : "h2,http/1.1";
  return ` ssl crt ${file} alpn ${alpn} ssl-min-ver TLSv1.2`;
}

function routeMap(folder: string, routes: number): string {
  const file = join(folder, "routes.map");
  writeFileSync(file, Array.from({ length: routes }, (_, index) => `/r${index}/ service_of_route\n`).join(""));
  return file;
}

const FILTERS = `
  http-request deny unless { src 127.0.0.0/8 }
  stick-table type ip size 100k expire 10s store http_req_rate(1s)
  http-request track-sc0 src
  http-request deny deny_status 429 if { sc_http_req_rate(0) gt 1000000 }
  http-request auth unless { http_auth(users) }
  http-request deny deny_status 413 if { req.body_size gt 1048576 }
  http-request set-path %[path,regsub(^/all/,/)]
  http-request set-header X-Request-Added one
  http-request del-header X-Request-Removed
  http-response set-header X-Response-Added one
  http-response set-header Access-Control-Allow-Origin *
  http-response del-header X-Response-Removed
  compression algo gzip
  compression type text/plain`;
