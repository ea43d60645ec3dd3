import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { linksOf } from "../docs/support/links";
import { pages } from "../docs/support/pages";
import { PackedProject } from "./support/packed-project";

/** The program of the design, word for word. */
const SHOP = readFileSync(join(__dirname, "fixtures", "shop.ts.txt"), "utf8");

const MAIN = `import { App } from "cdktf";
import { Aws } from "portico/aws";
import { Kubernetes } from "portico/kubernetes";
import { SelfHosted } from "portico/self-hosted";
import { Shop } from "./shop";

const vpcId = "vpc-0a1b2c3d4e5f60718";
const subnetIds = ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"];

const app = new App();
new Shop(app, "shop-aws", new Aws({ vpcId, subnetIds }));
new Shop(app, "shop-k8s", new Kubernetes({ namespace: "shop", ingressClassName: "traefik" }));
new Shop(app, "shop-self", new SelfHosted({}));
app.synth();
`;

const TSCONFIG = {
  compilerOptions: {
    target: "ES2022",
    module: "node16",
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    types: ["node"],
    outDir: "built",
  },
  files: ["main.ts"],
};

let project: PackedProject;

beforeAll(() => {
  project = new PackedProject();
  project.write("package.json", JSON.stringify({ name: "shop", private: true }));
  project.write("tsconfig.json", JSON.stringify(TSCONFIG));
  project.write("shop.ts", SHOP);
  project.write("main.ts", MAIN);
}, 60_000);

afterAll(() => project?.remove());

describe("the program of the design, in a project that has the packed package installed", () => {
  test("compiles", () => {
    expect(project.tool("tsc")).toBe("");
  }, 60_000);

  test("synthesizes on each platform", () => {
    project.node("built/main.js");

    expect(resourceTypes("shop-aws")).toEqual(
      expect.arrayContaining([
        "aws_lb",
        "aws_lb_listener",
        "aws_lb_listener_rule",
        "aws_lb_target_group",
        "aws_lb_target_group_attachment",
      ]),
    );
    expect(resourceTypes("shop-k8s")).toEqual(
      expect.arrayContaining(["kubernetes_ingress_v1", "kubernetes_service_v1"]),
    );
    expect(resourceTypes("shop-self")).toEqual(["local_file"]);
  }, 60_000);

  test("has what the command of the package explains", () => {
    const explain = (stack: string) => {
      const config = join("cdktf.out", "stacks", stack, "cdk.tf.json");
      const url = "http://shop.example.com/payments/1";
      const command = [join(project.installed, "dist", "lib", "cli", "main.js"), "explain", "--config", config];
      const { route, service } = JSON.parse(
        project.node(...command, "GET", url, "-H", "x-canary: 1", "--json"),
      ) as Record<string, unknown>;
      return { route, service };
    };

    const canary = { route: "payments-canary", service: "payments-next" };
    expect(["shop-aws", "shop-k8s", "shop-self"].map(explain)).toEqual([canary, canary, canary]);
  }, 60_000);
});

test("the package holds what runs, its sources, its pages and its schema, and nothing of the workshop", () => {
  expect(readdirSync(project.installed).sort()).toEqual([
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "constructs",
    "dist",
    "docs",
    "examples",
    "lib",
    "package.json",
    "schema",
  ]);
  expect(readdirSync(join(project.installed, "dist")).sort()).toEqual(["constructs", "lib", "schema"]);
});

test("the pages of the package link nothing that it does not hold", () => {
  const lost = pages().flatMap((page) =>
    linksOf(page)
      .map((target) => join(dirname(page.file), target.replace(/#.*/, "")))
      .filter((file) => !existsSync(join(project.installed, file)))
      .map((file) => `${page.file} -> ${file}`),
  );
  expect(lost).toEqual([]);
});

/** The types of a synthesized stack's resources. */
function resourceTypes(stack: string): readonly string[] {
  const { resource } = JSON.parse(project.read("cdktf.out", "stacks", stack, "cdk.tf.json")) as { resource: object };
  return Object.keys(resource).sort();
}
