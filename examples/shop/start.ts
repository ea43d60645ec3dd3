import { App } from "cdktf";
import { topologyOf } from "portico";
import { SelfHosted } from "portico/self-hosted";
import { type LocalRun, runLocally } from "../../lib/dev";
import { Shop } from "./shop";

const DEFAULT_PORT = 8080;

main().catch((error: unknown) => {
  console.error(`portico: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});

/** Synthesizes the shop for every target (by importing its program), then runs it on this machine. */
async function main(): Promise<void> {
  const port = readPort(process.env.PORT);
  await import("./main.js");
  console.log("Synthesized shop-aws, shop-k8s and shop-self under cdktf.out/stacks/.\n");
  const topology = topologyOf(new Shop(new App(), "shop-local", new SelfHosted({})));
  const shop = await runLocally(topology, { port, log: (line) => console.log(line) });
  endOnSignal(shop);
  printRequests(shop);
}

function readPort(text = ""): number {
  const port = Number(text === "" ? DEFAULT_PORT : text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`PORT=${text}: a port from 1 to 65535 is needed`);
  return port;
}

function printRequests({ addresses }: LocalRun): void {
  const at = (listener: string) => addresses.find((address) => address.listener === listener);
  const http = `http://${at("http")?.address}:${at("http")?.port}`;
  const galera = `${at("galera")?.address} ${at("galera")?.port}`;
  console.log(`portico ready: the shop is at ${http}, its database cluster at ${galera.replace(" ", ":")}

Try:
  curl ${http}/users/7
      by path; again, and another instance of users answers
  curl ${http}/payments/1
      a weighted split: nine in ten go to payments, one to payments-next
  curl -H 'x-canary: 1' ${http}/payments/1
      a canary by header: always payments-next
  curl -H 'Host: admin.shop.example.com' ${http}/
      by host: admin
  nc ${galera}
      TCP, least connections: the instance names itself, then echoes

Ctrl-C ends it. Who answered what:
`);
}

/** Ctrl-C reaches this process twice, from the terminal and through npm, so that a repeated signal means no more. */
function endOnSignal(shop: LocalRun): void {
  let isEnding = false;
  const end = () => {
    if (isEnding) return;
    isEnding = true;
    shop.close().then(() => process.exit(0));
  };
  process.on("SIGINT", end).on("SIGTERM", end);
}
