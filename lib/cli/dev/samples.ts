import { type LocalRun, routersByListener, sampleRequests } from "../../dev";
import type { Route } from "../../topology";

/** What to try, of each listener for HTTP and HTTPS; nothing where there is none. */
export function samplesOf(run: LocalRun): string {
  const routers = routersByListener(run.topology);
  const credentialsFor = (route: Route) => {
    const user = run.userOf(route);
    return user && `${user.name}:${user.password}`;
  };
  const samples = run.addresses.flatMap(({ edge, listener, address, port, protocol }) => {
    const router = routers.get(`${edge}/${listener}`);
    if (router === undefined) return [];
    const origin = `${protocol === "HTTPS" ? "https" : "http"}://${address}:${port}`;
    return sampleRequests({ router, origin, credentialsFor });
  });
  if (samples.length === 0) return "";
  return `Try:\n${samples.map(({ route, command }) => `  ${command}\n      route ${route}`).join("\n")}\n\n`;
}
