import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { checkHealth } from "../../image/health-check";
import { imageArguments } from "../../image/image-arguments";
import { afterTest } from "../proxy/support/cleanup";
import { freePort } from "../support/free-ports";

describe("the health check", () => {
  test.each([
    [200, 0, ""],
    [503, 1, "answers 503"],
  ])("an admin endpoint that answers %i: status %i", async (answered, status, words) => {
    const asked: (string | undefined)[] = [];
    const port = await adminEndpoint((request, response) => {
      asked.push(request.url);
      response.writeHead(answered).end();
    });
    const outcome = await check(`127.0.0.1:${port}`);
    expect(asked).toEqual(["/readyz"]);
    expect(outcome).toEqual({ status, err: words === "" ? "" : expect.stringContaining(words) });
  });

  test("asks on loopback where the endpoint is bound to every address", async () => {
    const port = await adminEndpoint((_, response) => response.end());
    expect(await check(`0.0.0.0:${port}`)).toEqual({ status: 0, err: "" });
  });

  test("says which variable is wrong where nothing answers", async () => {
    const { status, err } = await check(`127.0.0.1:${await freePort()}`);
    expect(status).toBe(1);
    expect(err).toMatch(/ECONNREFUSED.*PORTICO_ADMIN/);
  });

  test.each([undefined, "", "9901", "localhost", "[::1"])("cannot be made with PORTICO_ADMIN=%j", async (admin) => {
    const { status, err } = await check(admin);
    expect(status).toBe(1);
    expect(err).toContain("PORTICO_ADMIN names no admin endpoint");
  });
});

test.each([
  [
    ["proxy", "--config", "f"],
    ["proxy", "--config", "f", "--admin", "127.0.0.1:9901"],
  ],
  [
    ["proxy", "--admin", "0.0.0.0:1"],
    ["proxy", "--admin", "0.0.0.0:1"],
  ],
  [
    ["proxy", "--admin=0.0.0.0:1"],
    ["proxy", "--admin=0.0.0.0:1"],
  ],
  [
    ["validate", "f"],
    ["validate", "f"],
  ],
  [[], []],
])("the image runs %j as %j", (args, run) => {
  expect(imageArguments(args, { PORTICO_ADMIN: "127.0.0.1:9901" })).toEqual(run);
});

test("an image without PORTICO_ADMIN adds nothing", () => {
  expect(imageArguments(["proxy"], {})).toEqual(["proxy"]);
});

async function check(admin: string | undefined) {
  const lines: string[] = [];
  const io = { out: () => {}, err: (text: string) => lines.push(text) };
  return { status: await checkHealth({ PORTICO_ADMIN: admin }, io), err: lines.join("") };
}

async function adminEndpoint(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterTest(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
