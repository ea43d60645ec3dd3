/** What the proxy's files, its service and its containers are called, and where they stand on its machine. */
export interface ProxyNames {
  /** `portico`, or `portico-NAME`. */
  readonly service: string;
  /** The folder of the Topology where the proxy runs. */
  readonly folder: string;
  /** The Topology where the proxy runs. */
  readonly configFile: string;
}

const PRODUCT = "portico";

export function proxyNames(proxy: string): ProxyNames {
  const isPrefixed = proxy === PRODUCT || proxy.startsWith(`${PRODUCT}-`);
  const service = isPrefixed ? proxy : `${PRODUCT}-${proxy}`;
  const folder = `/etc/${service}`;
  return { service, folder, configFile: `${folder}/topology.json` };
}
