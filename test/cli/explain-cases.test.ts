import { join } from "node:path";
import type { Topology } from "../../lib/topology";
import { locationAt, routingCases } from "../routing/cases";
import { portico, withFiles } from "./run-portico";

describe("explain --json gives every case of the shared table", () => {
  test.each(routingCases.map((routingCase) => [routingCase.name, routingCase] as const))(
    "%s",
    async (_, routingCase) => {
      await withFiles({ "topology.json": routingCase.topology }, async (folder) => {
        for (const { request, expect: expected } of routingCase.requests) {
          const headers = request.headers.flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
          const source = request.sourceIp === undefined ? [] : ["--source-ip", request.sourceIp];
          const { out, err } = await portico(
            "explain",
            "--config",
            join(folder, "topology.json"),
            request.method,
            request.url,
            ...headers,
            ...source,
            "--json",
          );
          expect(err.replace(/^portico: warning: .*\n/gm, "")).toBe("");
          const { location, ...rest } = expected;
          const port = listenerPort(routingCase.topology);
          expect(JSON.parse(out)).toMatchObject({
            ...rest,
            ...(location === undefined ? {} : { location: locationAt(location, port) }),
          });
        }
      });
    },
  );
});

function listenerPort({ edges = [] }: Topology): number {
  return edges[0]?.listeners[0]?.port ?? 80;
}
