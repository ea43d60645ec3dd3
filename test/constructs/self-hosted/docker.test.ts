import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { Testing } from "cdktf";
import { type DockerPlacementProps, Placement, SelfHosted, Tiers } from "portico/self-hosted";
import { explainOutput } from "../../../lib/parity";
import { loadDesignShop } from "../support/design-shop";
import { errorsOf, warningsOf } from "../support/synthesis";
import { edgeStack } from "./support/edge-stack";
import { filesOf } from "./support/files";
import { providersOf, resourceOf, typesOf } from "./support/resources";

const place = (props: DockerPlacementProps = {}, more: Omit<Parameters<typeof edgeStack>[0], "placement"> = {}) =>
  edgeStack({ placement: Placement.docker(props), ...more }).stack;

const container = (stack: ReturnType<typeof place>, ending = "") => resourceOf(stack, "docker_container", ending);

describe("the program of the design, in Docker", () => {
  const Shop = loadDesignShop();
  const platform = new SelfHosted({ placement: Placement.docker(), image: { version: "1.2.3" } });
  const stack = new Shop(Testing.app(), "shop-self", platform);

  test("has nothing to say", () => {
    expect(errorsOf(stack)).toEqual([]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test("is this", () => {
    expect(Testing.synth(stack)).toMatchSnapshot();
  });

  test("can be explained", () => {
    const [explanation] = explainOutput(Testing.synth(stack), {
      method: "GET",
      url: "http://shop.example.com/users/7",
    });
    expect(explanation?.decision).toMatchObject({ route: "users", service: "users" });
  });
});

describe("the container", () => {
  test("mounts the folder of the Topology, and nothing of the Topology is an argument that would replace it", () => {
    const stack = place();
    expect(Object.keys(filesOf(stack))).toEqual(["${path.module}/portico/topology.json"]);
    expect(container(stack).mounts).toEqual([
      { type: "bind", source: "${abspath(path.module)}/portico", target: "/etc/portico", read_only: true },
    ]);
    expect(container(place({}, { member: "10.9.9.9" }))).toEqual(container(stack));
  });

  test.each([
    ["/srv/proxy", "/srv/proxy"],
    ["deploy/proxy", "${abspath(path.module)}/deploy/proxy"],
  ])("finds the folder %s by its whole path", (directory, source) => {
    expect(container(place({ directory })).mounts[0].source).toBe(source);
  });

  test("has no right beyond that to read its files and open its sockets", () => {
    expect(container(place())).toMatchObject({
      read_only: true,
      capabilities: { drop: ["ALL"] },
      security_opts: ["no-new-privileges:true"],
      sysctls: { "net.ipv4.ip_unprivileged_port_start": "0" },
      restart: "unless-stopped",
      stop_timeout: 40,
      destroy_grace_seconds: 40,
    });
    expect(container(place())).not.toHaveProperty("user");
    expect(container(place({}, { port: 8080 }))).not.toHaveProperty("sysctls");
  });

  test("is in a network of its own, and in those of the services", () => {
    const stack = place({ networks: ["backend"] });
    expect(container(stack).networks_advanced).toEqual([
      { name: expect.stringMatching(/^\$\{docker_network\..*\.name\}$/) },
      { name: "backend" },
    ]);
    expect(container(stack).network_mode).toBe("bridge");
    expect(container(stack).ports).toEqual([
      { internal: 80, external: 80, protocol: "tcp" },
      { internal: 5353, external: 5353, protocol: "udp" },
    ]);
  });

  test.each([{ address: "10.0.0.9" }, { member: "127.0.0.1" }])("is on the host's network for %j", (options) => {
    const stack = place({}, options);
    expect(container(stack)).toMatchObject({
      network_mode: "host",
      user: "0:0",
      capabilities: { drop: ["ALL"], add: ["CAP_NET_BIND_SERVICE"] },
      ports: [],
      networks_advanced: [],
    });
    expect(container(place({}, { ...options, port: 8080 }))).not.toHaveProperty("user");
  });

  test("has the certificates that stand elsewhere", () => {
    const certificates = { shop: { certFile: "/etc/ssl/shop.crt", keyFile: "shop.key" } };
    expect(container(place({}, { https: true, certificates })).mounts.slice(1)).toEqual([
      { type: "bind", source: "/etc/ssl/shop.crt", target: "/etc/ssl/shop.crt", read_only: true },
    ]);
  });

  test("is told where its admin endpoint is", () => {
    expect(container(place({ admin: "127.0.0.1:9000" })).env).toEqual(["PORTICO_ADMIN=127.0.0.1:9000"]);
    expect(container(place())).not.toHaveProperty("env");
  });

  test("runs the image by its content, so that a new one under the same name replaces it", () => {
    const stack = place({}, { image: { name: "registry.example.com/portico", version: "1.2.3" } });
    expect(resourceOf(stack, "docker_image").name).toBe("registry.example.com/portico:1.2.3");
    expect(container(stack).image).toMatch(/^\$\{docker_image\..*\.image_id\}$/);
  });

  test("runs an image by its digest, where that is named", () => {
    const digest = `sha256:${"0".repeat(64)}`;
    const stack = place({}, { image: { name: "registry.example.com/portico", version: digest } });
    expect(resourceOf(stack, "docker_image").name).toBe(`registry.example.com/portico@${digest}`);
    expect(errorsOf(stack)).toEqual([]);
  });

  test("of each tier has a folder and a name of its own", () => {
    const tiers = Tiers.two({ routers: ["portico-router"] });
    const stack = place({ networks: ["tiers"] }, { tiers });
    expect(errorsOf(stack)).toEqual([]);
    const router = container(stack, "router");
    expect(router.name).toBe("portico-router");
    expect(router.env).toEqual(["PORTICO_ADMIN=127.0.0.1:9902"]);
    expect(router.mounts[0].source).toBe("${abspath(path.module)}/portico-router");
  });

  test("of the edge alone takes ports of the machine, and finds the one that routes in its own network", () => {
    // given
    const tiers = Tiers.two({ routers: ["portico-router"] });

    // when
    const stack = place({ networks: ["shop"] }, { tiers });
    const edge = container(stack, "proxy_container");
    const router = container(stack, "proxy_router");

    // then
    expect(edge.ports.map(({ external }: { external: number }) => external)).toEqual([80, 5353]);
    expect(router.ports).toEqual([]);
    expect(router.networks_advanced).toEqual(expect.arrayContaining([edge.networks_advanced[0]]));
    expect(router.networks_advanced).toHaveLength(3);
  });
});

describe("the provider", () => {
  test("finds Docker by its environment where the stack has none", () => {
    expect(providersOf(place())).toMatchObject({ docker: [{}] });
    expect(typesOf(place())).toEqual(["docker_container", "docker_image", "docker_network", "local_file"]);
  });

  test("is the stack's own where there is one", () => {
    const stack = place();
    new DockerProvider(stack, "docker", { host: "unix:///run/docker.sock" });
    expect(providersOf(stack)).toMatchObject({ docker: [{ host: "unix:///run/docker.sock" }] });
  });
});
