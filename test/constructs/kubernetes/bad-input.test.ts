import {
  EdgeLoadBalancer,
  IngressRouter,
  Listener,
  LogicalService,
  Match,
  Members,
  Workload,
} from "../../../constructs";
import { Kubernetes } from "../../../constructs/kubernetes";
import { errorsOf, newStack } from "../support/synthesis";

test("everything that the API would refuse is named in one synthesis", () => {
  // given
  const stack = newStack();
  const platform = new Kubernetes({
    namespace: "",
    gateway: { className: "eg" },
    labels: { "my team": "a b" },
    certificates: {
      main: { secretName: "shop-tls", hostnames: ["Shop.example.com"] },
      twin: "shop-tls",
    },
    ingressAnnotations: { "a/b/c": "" },
  });
  const users = new LogicalService(stack, "Users", {
    platform,
    port: 8080,
    workload: Workload.container({ image: "registry.example.com/Users", environment: { "1A": "" } }),
  });
  new LogicalService(stack, "carts", { platform, port: 8080, members: Members.selector({}) });
  new LogicalService(stack, "orders", { platform, port: 8080, members: Members.selector({ app: "a b" }) });
  const router = new IngressRouter(stack, "router", { platform, hostnames: ["shop_1.example.com"] });
  router.addRoute("users", { matches: [Match.pathPrefix("/users")], backends: [users] });
  const edge = new EdgeLoadBalancer(stack, "edge", { platform });
  edge.addListener("web", Listener.http({ port: 80, router }));
  edge.addListener("WEB", Listener.http({ port: 8080, router }));

  // when
  const errors = errorsOf(stack);

  // then
  expect(errors.map((line) => /^\[(\S+)\].* \[([a-z-]+)\]$/.exec(line)?.slice(1).join(" ")).sort()).toEqual([
    "stack invalid-hostname",
    "stack invalid-hostname",
    "stack invalid-namespace",
    "stack kubernetes-duplicate-secret",
    "stack kubernetes-key",
    "stack kubernetes-key",
    "stack kubernetes-label",
    "stack/Users kubernetes-environment",
    "stack/Users kubernetes-image",
    "stack/Users kubernetes-name",
    "stack/Users kubernetes-network-policy",
    "stack/carts kubernetes-selector",
    "stack/edge/WEB kubernetes-port-name",
    "stack/orders kubernetes-selector",
  ]);
});

test.each([[{}], [{ gateway: { className: "eg" } }]])(
  "a certificate that a listener names twice is refused, with %j",
  (props) => {
    const stack = newStack();
    const platform = new Kubernetes({ namespace: "shop", certificates: { main: "main-tls" }, ...props });
    const users = new LogicalService(stack, "users", { platform, port: 8080 });
    const router = new IngressRouter(stack, "router", { platform, hostnames: ["a.com"] });
    router.addRoute("users", { backends: [users] });
    const edge = new EdgeLoadBalancer(stack, "edge", { platform });
    edge.addListener("https", Listener.https({ port: 443, certificates: ["main", "main"], router }));

    expect(errorsOf(stack)).toEqual([
      '[stack/edge/https] edges[0].listeners[0].certificates: certificate "main" is named twice; name it once [kubernetes-duplicate-secret]',
    ]);
  },
);
