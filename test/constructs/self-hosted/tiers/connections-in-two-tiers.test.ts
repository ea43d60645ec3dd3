import { connect } from "node:net";
import { EdgeLoadBalancer, Filter, IngressRouter, Listener } from "portico";
import { SelfHosted, Tiers } from "portico/self-hosted";
import { afterTest } from "../../../proxy/support/cleanup";
import { startTopology } from "../../../proxy/support/proxies";
import { freePort } from "../../../support/free-ports";
import { newStack } from "../../support/synthesis";

const [EDGE, ROUTER] = ["127.0.0.1", "127.0.0.2"];
const [CLIENT, OTHER] = ["127.0.0.3", "127.0.0.4"];

/** The edge of two tiers at work, with the process options that its placement would give each of the proxies. */
async function startTiers(maxConnections: number): Promise<number> {
  const port = await freePort();
  const stack = newStack("shop");
  const tiers = Tiers.two({ routers: [ROUTER], address: ROUTER });
  const platform = new SelfHosted({ maxConnections, tiers });
  const router = new IngressRouter(stack, "router", { platform });
  router.addRoute("all", { filters: [Filter.fixedResponse({ statusCode: 200, body: "here" })] });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform, accept: ["client-address-lost"] });
  edge.addListener("http", Listener.http({ address: EDGE, port, router }));
  const { resources: proxy } = edge;
  if (proxy.router === undefined) throw new Error("there is one tier");
  for (const { topology, process } of [proxy.router, proxy]) await startTopology(topology, process);
  return port;
}

/** Whether a connection that stays open is answered. */
function isAnswered(port: number, localAddress: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: EDGE, port, localAddress });
    afterTest(() => socket.destroy());
    socket.on("error", () => {});
    socket.once("data", () => resolve(true));
    socket.once("close", () => resolve(false));
    socket.write("GET / HTTP/1.1\r\nHost: shop.example.com\r\n\r\n");
  });
}

/** How many connections of an address are answered, of those that it opens one after the other and keeps. */
async function answered(port: number, address: string, connections: number): Promise<number> {
  let count = 0;
  for (let opened = 0; opened < connections; opened++) count += Number(await isAnswered(port, address));
  return count;
}

test("in two tiers a client has its share of connections at the edge, and the edge all of the router's", async () => {
  // given
  const maxConnections = 20;
  const share = (maxConnections * 2) / 5;

  // when
  const port = await startTiers(maxConnections);

  // then
  expect(await answered(port, CLIENT, share + 1)).toBe(share);
  // Together with those before it is more than an address may have.
  expect(await answered(port, OTHER, share / 2)).toBe(share / 2);
});
