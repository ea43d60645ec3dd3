import { EdgeLoadBalancer, Filter, IngressRouter, Listener, LogicalService, Members } from "portico";
import { Placement, SelfHosted } from "portico/self-hosted";
import { type FileContent, namedFiles } from "../../../lib/topology";
import { topologyNaming } from "../../topology/support/every-file";
import { errorsOf, newStack } from "../support/synthesis";
import { contentOf } from "./support/files";
import { placed } from "./support/placed";
import { resourceOf } from "./support/resources";

const KINDS = [...new Set(namedFiles(topologyNaming(String)).map(({ holds }) => holds))];

/** One kind of file in a place of its own; the others stand beside the Topology. */
const naming = (kind: FileContent, file: string) => topologyNaming((holds) => (holds === kind ? file : `${holds}.txt`));

describe.each(KINDS)("a file that holds: %s", (kind) => {
  const file = "/srv/files/one";
  const topology = naming(kind, file);
  const count = namedFiles(topology).filter(({ holds }) => holds === kind).length;

  test("is mounted in Docker, read-only", () => {
    const { mounts } = resourceOf(placed(topology, Placement.docker()), "docker_container");
    expect(mounts.slice(1)).toEqual([{ type: "bind", source: file, target: file, read_only: true }]);
  });

  test("is mounted by Compose, read-only", () => {
    const compose = contentOf(placed(topology, Placement.files()), "compose.yaml");
    expect(compose.split(`source: "${file}"\n        target: "${file}"\n        read_only: true\n`)).toHaveLength(2);
    expect(compose).not.toContain(".txt");
  });

  test("is mounted by the Quadlet, read-only", () => {
    const quadlet = contentOf(placed(topology, Placement.files()), ".container");
    expect(quadlet.match(/^Volume=.*$/gm)).toEqual([
      "Volume=/etc/portico:/etc/portico:ro,z",
      `Volume=${file}:${file}:ro,z`,
    ]);
  });

  test.each([
    ["/srv/files/one", "yes", []],
    ["/home/ops/one", "tmpfs", ["-/home/ops/one"]],
    ["/root/one", "tmpfs", ["-/root/one"]],
    ["/srv/../home/ops/one", "tmpfs", ["-/srv/../home/ops/one"]],
    ["/var/tmp/one", "yes", ["-/var/tmp/one"]],
    ['/home/o:p s/100%"', "tmpfs", ['"-/home/o:p s/100%%\\""']],
    ["one", "yes", []],
  ])("at %s is seen by the unit", (place, homes, binds) => {
    const unit = contentOf(placed(naming(kind, place), Placement.files()), ".service");
    expect(unit).toContain(`\nProtectHome=${homes}\n`);
    expect(unit.match(/(?<=^BindReadOnlyPaths=).*$/gm) ?? []).toEqual(binds);
  });

  test.each([
    file,
    "one",
    "/etc/portico-tls/other/one",
    "/etc/portico-tls/mine",
    "/etc/portico-tls/mine/deep/one",
    "/etc/portico-tls/mine/../one",
  ])("is refused in a pod where no Secret brings %s", (place) => {
    const found = errorsOf(
      placed(naming(kind, place), Placement.kubernetes({ tlsSecrets: { mine: "my-files" } })),
    ).filter((line) => line.includes(`"${place}"`));
    expect(found).toHaveLength(count);
    for (const line of found) expect(line).toMatch(/ name a Secret .*\/etc\/portico-tls\/NAME\/.* \[unmounted-file\]$/);
  });

  test("is taken in a pod that a Secret brings it to", () => {
    const inPod = naming(kind, "/etc/portico-tls/mine/one");
    const found = errorsOf(placed(inPod, Placement.kubernetes({ tlsSecrets: { mine: "my-files" } })));
    expect(found.join("\n")).not.toContain("/etc/portico-tls/mine/one");
    expect(found).not.toEqual([]);
  });
});

test("in a pod every file that is missing is named at once, with its place", () => {
  const topology = topologyNaming((holds) => `${holds}.txt`);
  const found = errorsOf(placed(topology, Placement.kubernetes()));
  expect(found.map((line) => line.split(": ")[0]?.replace(/^\[\S+\] /, ""))).toEqual(
    namedFiles(topology).map(({ path }) => expect.stringContaining(path)),
  );
});

test("the remedy says what does without a file, where something does", () => {
  const found = errorsOf(
    placed(
      topologyNaming((holds) => `${holds}.txt`),
      Placement.kubernetes(),
    ),
  );
  expect(found.filter((line) => line.includes("in the place of")).sort()).toEqual(
    [
      expect.stringMatching(/"users\.txt".*write "users" in the place of "usersFile"/),
      expect.stringMatching(/"page\.txt".*write "body" in the place of "file"/),
    ].sort(),
  );
});

test("a unit without such files says nothing of them", () => {
  const { version, services } = topologyNaming(String);
  const stack = placed(
    { version, services: (services ?? []).map(({ tls: _, ...service }) => service) },
    Placement.files(),
  );
  for (const ending of [".service", ".container", "compose.yaml"]) {
    expect(contentOf(stack, ending)).not.toMatch(/readable|BindReadOnlyPaths/);
  }
});

test("the unit says how keys and users are kept from others", () => {
  const unit = contentOf(
    placed(
      topologyNaming((holds) => `/srv/${holds}`),
      Placement.files(),
    ),
    ".service",
  );
  expect(unit.match(/^# {3}chgrp .*$/gm)).toEqual([
    "#   chgrp portico /srv/key && chmod 640 /srv/key",
    "#   chgrp portico /srv/users && chmod 640 /srv/users",
  ]);
});

test("a stack whose route asks for users of a file is refused in a cluster", () => {
  // given
  const stack = newStack("shop");
  const platform = new SelfHosted({ placement: Placement.kubernetes() });
  const web = new LogicalService(stack, "web", { platform, port: 9000, members: Members.addresses(["10.0.0.1"]) });
  const router = new IngressRouter(stack, "router", { platform });

  // when
  router.addRoute("all", { backends: [web], filters: [Filter.basicAuth({ usersFile: "users.htpasswd" })] });
  new EdgeLoadBalancer(stack, "edge", { platform }).addListener("http", Listener.http({ port: 80, router }));

  // then
  expect(errorsOf(stack)).toEqual([
    expect.stringMatching(
      /routers\[0\]\.routes\[0\]\.filters\[0\]\.usersFile.* "users\.htpasswd" .*\[unmounted-file\]$/,
    ),
  ]);
});
