import type { AddressInfo, Server } from "node:net";
import { createGrpcService } from "./grpc-service";
import { createHttpService } from "./http-service";

/** Where the services behind the proxies listen, as the process prints it once they do. */
export interface ServicePorts {
  readonly http: number;
  readonly grpc: number;
}

async function main(): Promise<void> {
  const ports: ServicePorts = {
    http: await listen(createHttpService()),
    grpc: await listen(createGrpcService() as unknown as Server),
  };
  process.stdout.write(`${JSON.stringify(ports)}\n`);
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port: 0, backlog: 4096 }, () => resolve((server.address() as AddressInfo).port));
  });
}

void main();
