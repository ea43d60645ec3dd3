import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { FILTER_USER, shaUser } from "../filter-user";
import { findProgram, versionOf } from "./installed";
import type { Peer, ProxySetup } from "./peer";

export const nginx: Peer = {
  name: "nginx",
  kind: "reference",

  version() {
    const program = findProgram("nginx");
    return program === undefined ? undefined : versionOf(program, "-v", /nginx\/(\S+)/);
  },

  prepare(setup) {
    const file = join(setup.folder, "nginx.conf");
    writeFileSync(file, configuration(setup));
    return { program: findProgram("nginx") ?? "nginx", args: ["-p", setup.folder, "-c", file] };
  },
};

/** One worker; connections kept on both sides, bodies passed on as they come, as Portico does. */
function configuration(setup: ProxySetup): string {
  const { folder, port, protocol, certificate, servicePort, routes, filters, proxyProtocol, log } = setup;
  // Workers give root away, and could not write to the folder any more.
  const user = process.getuid?.() === 0 ? "user root;" : "";
  const h2 = protocol === "http/1.1" ? "" : " http2";
  const users = join(folder, "users");
  if (filters) writeFileSync(users, `${shaUser(FILTER_USER)}\n`);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `
daemon off;
${user}
worker_processes 1;
worker_rlimit_nofile 20000;
pid ${folder}/nginx.pid;
error_log /dev/null crit;
events { worker_connections 19000; }
http {
  access_log ${log ? "/dev/null combined" : "off"};
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(" ")}
  keepalive_timeout 75s;
  keepalive_requests 100000000;
  ${filters ? `auth_basic_user_file ${users}; limit_req_zone $binary_remote_addr zone=clients:1m rate=100000r/s;` : ""}
  upstream service {
    server 127.0.0.1:${servicePort};
    keepalive 256;
    keepalive_requests 100000000;
  }
  server {
    listen 127.0.0.1:${port}${certificate === undefined ? "" : ` ssl${h2}`}${proxyProtocol ? " proxy_protocol" : ""} backlog=4096;
    ${proxyProtocol ? "set_real_ip_from 127.0.0.0/8; real_ip_header proxy_protocol;" : ""}
    ${certificate === undefined ? "" : tls(certificate.certFile, certificate.keyFile)}
    client_max_body_size 0;
    proxy_http_version 1.1;
    proxy_request_buffering off;
    proxy_max_temp_file_size 0;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header X-Forwarded-Port $server_port;
    ${location("/", setup)}
    ${Array.from({ length: routes }, (_, index) => location(`/r${index}/`, setup)).join("\n    ")}
  }
}
`;
}

function tls(certFile: string, keyFile: string): string {
  return `ssl_certificate ${certFile}; ssl_certificate_key ${keyFile}; ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_cache shared:tls:10m;`;
}

function location(path: string, { protocol, filters }: ProxySetup): string {
  const target = protocol === "grpc" ? "grpc_pass grpc://service;" : "proxy_pass http://service;";
  return `location ${path} { ${filters ? FILTERS : ""} ${target} }`;
}

/** nginx forgets the fields that are set outside where a location sets one of its own. */
const FILTERS = `
      allow 127.0.0.0/8;
      deny all;
      limit_req zone=clients burst=100000 nodelay;
      client_max_body_size 1m;
      auth_basic "Restricted";
      rewrite ^/all/(.*)$ /$1 break;
      gzip on;
      gzip_types text/plain;
      gzip_min_length 1k;
      error_page 500 502 503 504 @sorry;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-Host $http_host;
      proxy_set_header X-Forwarded-Port $server_port;
      proxy_set_header X-Request-Added one;
      proxy_set_header X-Request-Removed "";
      add_header X-Response-Added one;
      add_header Access-Control-Allow-Origin "*";
      proxy_hide_header X-Response-Removed;`;
