import { Testing } from "cdktf";
import { Kubernetes } from "../../../constructs/kubernetes";
import { readTargets } from "../../../lib/parity";
import { loadDesignShop } from "../support/design-shop";

const Shop = loadDesignShop();

describe("the program of the design, with nothing accepted,", () => {
  const shop = () =>
    new Shop(Testing.app(), "shop-k8s", new Kubernetes({ namespace: "shop", ingressClassName: "traefik" }));

  test("synthesizes, with warnings for what only tunes", () => {
    // given
    const stack = shop();

    // when
    Testing.synth(stack, true);

    // then
    const warnings = stack.node
      .findAll()
      .flatMap(({ node }) =>
        node.metadata.filter(({ type }) => type === "@cdktf/warn").map(({ data }) => String(data)),
      );
    expect(warnings.map((line) => /\[([a-z-]+)\]$/.exec(line)?.[1])).toEqual([
      "kubernetes-balancing",
      "kubernetes-health-check",
      "traefik-repeated-values",
    ]);
  });

  test("has a Service for each service, an Ingress, and Traefik's route for the canary and the split", () => {
    const { resource } = JSON.parse(Testing.synth(shop()));

    const names = (type: string) =>
      Object.values<{ metadata: { name: string } }>(resource[type]).map(({ metadata }) => metadata.name);
    expect(names("kubernetes_service_v1").sort()).toEqual([
      "edge-galera",
      "galera",
      "payments",
      "payments-next",
      "users",
    ]);
    expect(names("kubernetes_ingress_v1")).toEqual(["router-host-prefix-1"]);
    expect(Object.keys(resource.kubernetes_manifest)).toHaveLength(1);
  });

  test.each([
    ["/users/7", {}, "users", "users"],
    ["/usersx", {}, null, null],
    ["/payments", { "x-canary": "1" }, "payments-canary", "payments-next"],
    ["/payments", { "x-canary": "2" }, "payments", "payments"],
    ["/elsewhere", {}, null, null],
  ])("leads %s with %j to route %s", (path, headers, route, service) => {
    const [target] = readTargets(Testing.synth(shop()));

    const decision = target?.decide({
      method: "GET",
      url: `http://shop.example.com${path}`,
      headers: Object.entries(headers),
    });

    expect([decision?.route, decision?.service]).toEqual([route, service]);
  });

  test("is the same bytes each time", () => {
    expect(Testing.synth(shop())).toBe(Testing.synth(shop()));
  });
});
