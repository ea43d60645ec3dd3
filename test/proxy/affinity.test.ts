import { echoFrom, fetchFrom } from "./support/clients";
import { membersOf, startEcho, startService } from "./support/proxies";

async function startThree(sessionAffinity: Parameters<typeof startService>[0]["sessionAffinity"] & object) {
  const echoes = [await startEcho(), await startEcho(), await startEcho()];
  const proxy = await startService({ members: membersOf(...echoes), sessionAffinity });
  return { echoes, ...proxy };
}

describe("session affinity over HTTP", () => {
  test("Cookie: a client that sends its cookie back stays with its instance", async () => {
    const { port } = await startThree({ type: "Cookie" });
    const first = await fetchFrom(port, "/");
    const [cookie = ""] = (first.headers["set-cookie"] ?? [""])[0]?.split(";") ?? [];
    const { instance } = JSON.parse(first.body) as { instance: string };

    const later = await Promise.all(
      Array.from({ length: 6 }, () => fetchFrom(port, "/", { headers: { cookie: `other=1; ${cookie}` } })),
    );

    expect(later.map(({ body }) => (JSON.parse(body) as { instance: string }).instance)).toEqual(
      Array(6).fill(instance),
    );
    expect(later.every(({ headers }) => headers["set-cookie"] === undefined)).toBe(true);
  });

  test("Cookie: clients without one are spread", async () => {
    const { port } = await startThree({ type: "Cookie" });

    const instances = await Promise.all(Array.from({ length: 6 }, async () => (await echoFrom(port, "/")).instance));

    expect(new Set(instances).size).toBe(3);
  });

  test("Cookie: when the instance is gone, another answers and the cookie changes", async () => {
    const { port, echoes } = await startThree({ type: "Cookie" });
    const first = await fetchFrom(port, "/");
    const [cookie = ""] = (first.headers["set-cookie"] ?? [""])[0]?.split(";") ?? [];
    const { instance } = JSON.parse(first.body) as { instance: string };
    await echoes.find((echo) => echo.instance === instance)?.close();

    const next = await fetchFrom(port, "/", { headers: { cookie } });

    expect(next.status).toBe(200);
    expect(next.headers["set-cookie"]?.[0]).not.toContain(cookie);
  });

  test("SourceIP: one address stays with one instance, another may get another", async () => {
    const { port } = await startThree({ type: "SourceIP" });
    const from = (localAddress: string) =>
      Promise.all(Array.from({ length: 4 }, async () => (await echoFrom(port, "/", { localAddress })).instance));

    const one = await from("127.0.0.1");
    const two = await from("127.0.0.2");

    expect([new Set(one).size, new Set(two).size]).toEqual([1, 1]);
    expect(one[0]).not.toBe(two[0]);
  });
});
