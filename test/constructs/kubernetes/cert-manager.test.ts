import { EdgeLoadBalancer, IngressRouter, Listener, LogicalService, Match, Members } from "../../../constructs";
import type { KubernetesProps } from "../../../constructs/kubernetes";
import { Program } from "./program";

/** A router behind HTTPS. */
function secured(props: Partial<KubernetesProps>, hostnames?: readonly string[], more: readonly Match[] = []): Program {
  const program = new Program({ certificates: { main: "main-tls" }, ...props });
  const { stack, platform } = program;
  const members = Members.selector({ app: "users" });
  const users = new LogicalService(stack, "users", { platform, port: 8080, members });
  const router = new IngressRouter(stack, "shop", { platform, ...(hostnames === undefined ? {} : { hostnames }) });
  router.addRoute("users", { matches: [Match.pathPrefix("/users")], backends: [users] });
  router.addRoute("beta", {
    matches: [Match.any().header("x-beta", "1")],
    backends: [users],
    accept: ["ingress-header-match"],
  });
  for (const [index, match] of more.entries())
    router.addRoute(`more-${index}`, { matches: [match], backends: [users] });
  new EdgeLoadBalancer(stack, "edge", { platform }).addListener(
    "https",
    Listener.https({ port: 443, certificates: Object.keys(platform.props.certificates ?? {}), router }),
  );
  return program;
}

function requests(program: Program) {
  return Object.values(program.named("kubernetes_ingress_v1")).map(({ metadata: { annotations }, spec }) => ({
    issuer: annotations["cert-manager.io/issuer"],
    clusterIssuer: annotations["cert-manager.io/cluster-issuer"],
    tls: spec.tls,
  }));
}

describe("cert-manager", () => {
  test.each([
    [{ issuer: "letsencrypt" }, { issuer: "letsencrypt", clusterIssuer: undefined }],
    [{ clusterIssuer: "letsencrypt" }, { issuer: undefined, clusterIssuer: "letsencrypt" }],
  ])("is asked by %j", (certManager, asked) => {
    const program = secured({ certManager, ingressClassName: "traefik" }, ["a.com"]);

    expect(requests(program)).toEqual([{ ...asked, tls: [{ hosts: ["a.com"], secret_name: "main-tls" }] }]);
    expect(program.diagnostics.errors).toEqual([]);
  });

  test("is not asked where the Secrets are there already", () => {
    expect(requests(secured({}, ["a.com"]))).toMatchObject([{ issuer: undefined, clusterIssuer: undefined }]);
  });

  test("is not asked for a router without certificates", () => {
    const program = new Program({ certManager: { issuer: "letsencrypt" } });
    const { stack, platform } = program;
    const users = new LogicalService(stack, "users", { platform, port: 8080 });
    new IngressRouter(stack, "shop", { platform }).addRoute("users", { backends: [users] });

    expect(requests(program)).toEqual([{ issuer: undefined, clusterIssuer: undefined, tls: undefined }]);
  });

  test("is told the hosts of a certificate, where the router answers for all", () => {
    const certificates = { main: { secretName: "main-tls", hostnames: ["a.com", "b.com"] } };
    const program = secured({ certificates, certManager: { issuer: "le" } });

    expect(requests(program)).toMatchObject([{ tls: [{ hosts: ["a.com", "b.com"], secret_name: "main-tls" }] }]);
    expect(program.diagnostics.errors).toEqual([]);
  });

  test.each(["corp", "traefik"])("cannot be asked by class %s for a certificate of no host", (ingressClassName) => {
    const program = secured({ certManager: { issuer: "le" }, ingressClassName });

    expect(program.diagnostics.errors).toEqual(["kubernetes-certificate-hosts at routers[0]"]);
  });

  test("is asked once for a Secret that several Ingresses show, for the hosts of all", () => {
    const certManager = { issuer: "le" };
    const hostnames = ["b.com", "*.a.com"];
    const program = secured({ certManager, ingressClassName: "traefik" }, hostnames, [Match.pathExact("/one")]);

    const asking = requests(program).filter(({ issuer }) => issuer !== undefined);
    expect(requests(program).length).toBeGreaterThan(1);
    expect(asking).toMatchObject([{ tls: [{ hosts: hostnames, secret_name: "main-tls" }] }]);
    expect(program.diagnostics.errors).toEqual([]);
  });
});
