import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformVariable } from "cdktf";
import { Listener } from "portico";
import { AcmCertificate, type AwsProps, HostedZone } from "portico/aws";
import { Given } from "../support/synthesize";

function givenCertificates(certificates: NonNullable<AwsProps["certificates"]>, names = Object.keys(certificates)) {
  const given = new Given({ certificates });
  const router = given.router();
  router.addRoute("users", { backends: [given.service("users")] });
  const edge = given.edge();
  edge.addListener("https", Listener.https({ port: 443, certificates: names, router }));
  return { given, edge, router };
}

describe("a certificate that is asked for", () => {
  const shop = AcmCertificate.requested({
    domainName: "shop.example.com",
    alternativeNames: ["example.com", "*.example.com"],
    zone: "Z1",
    keyAlgorithm: "EC_prime256v1",
  });

  test("is proved by DNS, and the listener waits until it is issued", () => {
    const { given } = givenCertificates({ shop });
    const [certificate] = Object.keys(given.resources("aws_acm_certificate"));
    const [validation] = Object.keys(given.resources("aws_acm_certificate_validation"));
    const records = Object.keys(given.resources("aws_route53_record"));
    expect(given.only("aws_acm_certificate")).toEqual({
      domain_name: "shop.example.com",
      subject_alternative_names: ["example.com", "*.example.com"],
      validation_method: "DNS",
      key_algorithm: "EC_prime256v1",
      lifecycle: { create_before_destroy: true },
    });
    expect(given.only("aws_acm_certificate_validation")).toEqual({
      certificate_arn: `\${aws_acm_certificate.${certificate}.arn}`,
      validation_record_fqdns: expect.arrayContaining(records.map((record) => `\${aws_route53_record.${record}.fqdn}`)),
    });
    expect(given.only("aws_lb_listener").certificate_arn).toBe(
      `\${aws_acm_certificate_validation.${validation}.certificate_arn}`,
    );
    expect(given.errors()).toEqual([]);
  });

  test("has one record for a name and the wildcard below it", () => {
    const { given } = givenCertificates({ shop });
    const [certificate] = Object.keys(given.resources("aws_acm_certificate"));
    expect(Object.keys(given.resources("aws_route53_record"))).toEqual([
      expect.stringMatching(/^portico_certificates_shop_record_examplecom_/),
      expect.stringMatching(/^portico_certificates_shop_record_shopexamplecom_/),
    ]);
    const option = (name: string, attribute: string) =>
      `\${[for option in aws_acm_certificate.${certificate}.domain_validation_options : option.${attribute} if option.domain_name == "${name}"][0]}`;
    expect(given.all("aws_route53_record")[0]).toEqual({
      zone_id: "Z1",
      lifecycle: { ignore_changes: ["name", "type", "records"] },
      name: option("example.com", "resource_record_name"),
      type: option("example.com", "resource_record_type"),
      records: [option("example.com", "resource_record_value")],
      ttl: 300,
      allow_overwrite: true,
    });
  });

  test("has its names in lower case, as it gives them back", () => {
    const shouting = AcmCertificate.requested({
      domainName: "Shop.Example.com",
      alternativeNames: ["shop.example.com", "*.SHOP.example.com"],
      zone: "Z1",
    });
    const { given } = givenCertificates({ shouting });
    expect(given.only("aws_acm_certificate")).toMatchObject({
      domain_name: "shop.example.com",
      subject_alternative_names: ["shop.example.com", "*.shop.example.com"],
    });
    expect(given.only("aws_route53_record").name).toContain('option.domain_name == "shop.example.com"');
  });

  test("is one for all listeners and edges of a stack", () => {
    const { given, router } = givenCertificates({ shop });
    given.edge("inside").addListener("https", Listener.https({ port: 443, certificates: ["shop"], router }));
    expect(given.all("aws_acm_certificate")).toHaveLength(1);
    expect(new Set(given.all("aws_lb_listener").map(({ certificate_arn }) => certificate_arn)).size).toBe(1);
  });

  test("is asked for only where a listener shows it", () => {
    const { given } = givenCertificates({ shop, arn: AcmCertificate.fromArn("arn:aws:acm:1") }, ["arn"]);
    expect(given.all("aws_acm_certificate")).toEqual([]);
    expect(given.only("aws_lb_listener").certificate_arn).toBe("arn:aws:acm:1");
  });

  test("may have a name that only Terraform will know", () => {
    const given = new Given();
    const name = new TerraformVariable(given.stack, "name", { type: "string" }).stringValue;
    const platform = given.platform.with({
      certificates: {
        shop: AcmCertificate.requested({ domainName: `www.${name}`, zone: HostedZone.fromName("example.com") }),
      },
    });
    const router = given.router();
    router.addRoute("users", { backends: [given.service("users")] });
    given.edge("edge", platform).addListener("https", Listener.https({ port: 443, certificates: ["shop"], router }));
    expect(given.only("aws_acm_certificate").domain_name).toBe("www.${var.name}");
    expect(given.only("aws_route53_record").name).toContain('option.domain_name == join("", ["www.${var.name}"])');
    expect(given.only("aws_route53_record")).not.toHaveProperty("lifecycle");
    expect(given.errors()).toEqual([]);
  });

  test("has no list of names that only Terraform will know", () => {
    const given = new Given();
    const alternativeNames = new TerraformVariable(given.stack, "names", { type: "list(string)" }).listValue;
    const shop = AcmCertificate.requested({ domainName: "shop.example.com", alternativeNames, zone: "Z1" });
    const router = given.router();
    router.addRoute("users", { backends: [given.service("users")] });
    given
      .edge("edge", given.platform.with({ certificates: { shop } }))
      .addListener("https", Listener.https({ port: 443, certificates: ["shop"], router }));
    expect(given.errors()).toEqual(["aws-certificate-name"]);
  });

  test("further certificates are told apart by server name", () => {
    const admin = AcmCertificate.requested({ domainName: "admin.example.com", zone: "Z1" });
    const { given } = givenCertificates({ shop, admin });
    expect(given.all("aws_acm_certificate_validation")).toHaveLength(2);
    expect(given.only("aws_lb_listener_certificate").certificate_arn).toMatch(
      /^\$\{aws_acm_certificate_validation\.portico_certificates_admin_/,
    );
  });

  test("one that is asked for anew is shown before the one before is taken away; a Network Load Balancer cannot", () => {
    const admin = AcmCertificate.requested({ domainName: "admin.example.com", zone: "Z1" });
    const { given, edge } = givenCertificates({ shop, admin });
    expect(given.only("aws_lb_listener_certificate").lifecycle).toEqual({ create_before_destroy: true });
    const service = given.service("mail", { protocol: "TCP" });
    edge.addListener("tls", Listener.tls({ port: 993, service, certificates: ["shop", "admin"] }));
    expect(given.all("aws_lb_listener_certificate").map(({ lifecycle }) => lifecycle)).toContain(undefined);
  });

  test.each([`${"a".repeat(60)}.example.com`, "shop.*.example.com", "shop"])("%s is refused", (domainName) => {
    const { given } = givenCertificates({ shop: AcmCertificate.requested({ domainName, zone: "Z1" }) });
    expect(given.errors()).toEqual(["aws-certificate-name"]);
  });
});

const terraform = spawnSync("terraform", ["version"]).status === 0;

(terraform ? test : test.skip)("Terraform finds a name's record whatever the order is", () => {
  const { given } = givenCertificates({
    shop: AcmCertificate.requested({ domainName: "shop.example.com", alternativeNames: ["b.example.com"], zone: "Z1" }),
  });
  const [certificate] = Object.keys(given.resources("aws_acm_certificate"));
  const expressions = given
    .all("aws_route53_record")
    .map(({ name }) =>
      String(name)
        .slice(2, -1)
        .replace(`aws_acm_certificate.${certificate}.domain_validation_options`, "local.options"),
    );
  const folder = mkdtempSync(join(tmpdir(), "portico-terraform-"));
  try {
    const options = ["shop", "b"].map((name) => ({
      domain_name: `${name}.example.com`,
      resource_record_name: `_${name}`,
    }));
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ locals: { options } }));
    const { stdout } = spawnSync("terraform", ["console"], {
      cwd: folder,
      input: `jsonencode([${expressions.join(", ")}])`,
      encoding: "utf8",
    });
    expect(JSON.parse(JSON.parse(stdout))).toEqual(["_b", "_shop"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe("an HTTPS listener without a certificate is refused", () => {
  test.each([
    ["none", [], "invalid-length"],
    ["one that the platform does not know", ["admin"], "unknown-certificate"],
  ])("%s", (_, names, code) => {
    expect(givenCertificates({ shop: "arn:shop" }, names).given.errors()).toEqual([code]);
  });
});

describe("the TLS policy", () => {
  const policy = (tlsPolicy?: string) => {
    const given = new Given({ certificates: { shop: "arn:1" }, ...(tlsPolicy === undefined ? {} : { tlsPolicy }) });
    const router = given.router();
    router.addRoute("users", { backends: [given.service("users")] });
    given.edge().addListener("https", Listener.https({ port: 443, certificates: ["shop"], router }));
    return { name: given.only("aws_lb_listener").ssl_policy, errors: given.errors() };
  };

  test.each([
    [undefined, "ELBSecurityPolicy-TLS13-1-2-2021-06"],
    ["tls-1.2", "ELBSecurityPolicy-TLS13-1-2-2021-06"],
    ["tls-1.2-restricted", "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"],
    ["tls-1.3", "ELBSecurityPolicy-TLS13-1-3-2021-06"],
    ["fips", "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04"],
    ["post-quantum", "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"],
    ["ELBSecurityPolicy-FS-1-2-Res-2020-10", "ELBSecurityPolicy-FS-1-2-Res-2020-10"],
  ])("%s", (given, name) => {
    expect(policy(given)).toEqual({ name, errors: [] });
  });

  test.each([
    "ELBSecurityPolicy-2016-08",
    "ELBSecurityPolicy-TLS-1-1-2017-01",
    "ELBSecurityPolicy-TLS13-1-0-2021-06",
    "ELBSecurityPolicy-FS-1-1-2019-08",
    "modern",
  ])("%s is refused", (given) => {
    expect(policy(given).errors).toEqual(["aws-tls-policy"]);
  });
});
