import type { ProxyProtocol, RequestPolicy, Route, Service, Topology } from "../../../lib/topology";
import { shopCertificate } from "../../support/certificates";
import { freePorts } from "../../support/free-ports";
import { startEcho as startStreamEcho } from "../layer4/support/instances";
import { startSecureInstance } from "../layer4/support/secure";
import { capturedLog } from "../support/captured-log";
import { ConfigFile, membersOf, type ProxyOptions, startConfigFile, startEcho } from "../support/proxies";

export interface Setup {
  readonly proxyProtocol?: ProxyProtocol | undefined;
  readonly requestPolicy?: RequestPolicy;
  readonly route?: Partial<Route>;
  readonly web?: Partial<Service>;
  readonly db?: Partial<Service>;
  readonly headerTimeout?: string;
  readonly options?: ProxyOptions;
}

/** Those of the proxies of the tests. */
export const LISTED: ProxyProtocol = { trustedProxies: ["127.0.0.1/32", "10.0.0.0/8"] };

/** Listeners of every kind that reads a header, in one proxy whose log the test reads. */
export async function startListeners(setup: Setup = {}) {
  const { options = {} } = setup;
  const [http = 0, https = 0, tcp = 0, terminate = 0, passthrough = 0] = await freePorts(5);
  const ports = { http, https, tcp, terminate, passthrough };
  const [web, db] = await Promise.all([startEcho(), startStreamEcho("hello ")]);
  const secure = await startSecureInstance(shopCertificate, (socket) => {
    socket.write("hello ");
    socket.pipe(socket);
  });
  const topologyOf = (of: Setup): Topology => topology(of, ports, { web, db, secure });
  const file = new ConfigFile(topologyOf(setup));
  const { log, lines } = capturedLog();
  const { proxy, records } = await startConfigFile(file.path, { log, ...options });
  const change = async (to: Setup): Promise<void> => {
    file.write(topologyOf(to));
    if ((await proxy.reload()) !== "applied") throw new Error("the change was not applied");
  };
  return { ...ports, proxy, records, lines, change };
}

interface Instances {
  readonly web: { readonly address: string; readonly port: number };
  readonly db: { readonly address: string; readonly port: number };
  readonly secure: { readonly address: string; readonly port: number };
}

function topology(setup: Setup, ports: Readonly<Record<string, number>>, { web, db, secure }: Instances): Topology {
  const { route = {}, headerTimeout, requestPolicy } = setup;
  const proxyProtocol = "proxyProtocol" in setup ? setup.proxyProtocol : LISTED;
  const base = (name: string) => ({
    name,
    address: "127.0.0.1",
    port: ports[name] ?? 0,
    ...(proxyProtocol === undefined ? {} : { proxyProtocol }),
  });
  const forHttp = {
    router: "main",
    ...(requestPolicy === undefined ? {} : { requestPolicy }),
    ...(headerTimeout === undefined ? {} : { limits: { headerTimeout } }),
  };
  const { certFile, keyFile } = shopCertificate;
  return {
    version: 1,
    edges: [
      {
        name: "edge",
        listeners: [
          { ...base("http"), protocol: "HTTP", ...forHttp },
          { ...base("https"), protocol: "HTTPS", certificates: ["shop"], ...forHttp },
          { ...base("tcp"), protocol: "TCP", service: "db" },
          { ...base("terminate"), protocol: "TLS", certificates: ["shop"], service: "db" },
          { ...base("passthrough"), protocol: "TLS", tls: { mode: "Passthrough" }, service: "secure" },
        ],
      },
    ],
    routers: [{ name: "main", routes: [{ name: "all", backends: [{ service: "web" }], ...route }] }],
    services: [
      { name: "web", members: membersOf(web), ...setup.web },
      { name: "db", protocol: "TCP", members: membersOf(db), ...setup.db },
      { name: "secure", protocol: "TLS", members: membersOf(secure) },
    ],
    certificates: [{ name: "shop", certFile, keyFile }],
  };
}
