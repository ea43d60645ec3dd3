import type { FileContent, Topology } from "../../../lib/topology";

/** A Topology that names a file of each kind, in each place that takes one. */
export function topologyNaming(fileOf: (holds: FileContent) => string): Topology {
  return {
    version: 1,
    certificates: [{ name: "shop", certFile: fileOf("certificate"), keyFile: fileOf("key"), ocspFile: fileOf("ocsp") }],
    edges: [
      {
        name: "public",
        listeners: [
          {
            name: "https",
            protocol: "HTTPS",
            port: 8443,
            router: "main",
            certificates: ["shop"],
            tls: { clientValidation: { caFile: fileOf("authorities") } },
          },
        ],
      },
    ],
    routers: [
      {
        name: "main",
        routes: [
          {
            name: "all",
            backends: [{ service: "web" }],
            filters: [
              { type: "BasicAuth", usersFile: fileOf("users") },
              { type: "ErrorPages", pages: [{ statuses: ["404"], file: fileOf("page") }] },
            ],
          },
        ],
      },
    ],
    services: [
      {
        name: "web",
        protocol: "HTTP",
        members: [{ address: "10.0.0.1", port: 9000 }],
        tls: { caFile: fileOf("authorities") },
      },
    ],
  };
}
