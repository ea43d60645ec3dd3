import { TerraformVariable, Testing } from "cdktf";
import { type AwsProps, HostedZone } from "portico/aws";
import { Given } from "../support/synthesize";

function givenNames(dns: NonNullable<AwsProps["application"]>["dns"], props: Partial<AwsProps> = {}) {
  const given = new Given({ ...props, application: { ...(dns === undefined ? {} : { dns }) } });
  const router = given.router();
  router.addRoute("users", { backends: [given.service("users")] });
  return { given, edge: given.httpEdge(router) };
}

test("a name is an alias of the load balancer", () => {
  const { given, edge } = givenNames([{ name: "shop.example.com", zone: "Z1" }]);
  const [lb] = Object.keys(given.resources("aws_lb"));
  expect(given.only("aws_route53_record")).toEqual({
    zone_id: "Z1",
    name: "shop.example.com",
    type: "A",
    alias: {
      name: `\${aws_lb.${lb}.dns_name}`,
      zone_id: `\${aws_lb.${lb}.zone_id}`,
      evaluate_target_health: true,
    },
  });
  expect(edge.resources.dnsRecords).toHaveLength(1);
});

test("a load balancer with IPv6 addresses has an AAAA record too", () => {
  const dns = [
    { name: "shop.example.com", zone: "Z1" },
    { name: "*.shop.example.com", zone: "Z1", evaluateTargetHealth: false },
  ];
  const { given } = givenNames(dns, { dualStack: true });
  const records = given.all("aws_route53_record");
  expect(records.map(({ name, type, alias }) => [name, type, alias.evaluate_target_health]).sort()).toEqual([
    ["*.shop.example.com", "A", false],
    ["*.shop.example.com", "AAAA", false],
    ["shop.example.com", "A", true],
    ["shop.example.com", "AAAA", true],
  ]);
});

test("a name may stand in a public and in a private zone, and twice in none", () => {
  const { given } = givenNames([
    { name: "shop.example.com", zone: "Z1" },
    { name: "shop.example.com", zone: "Z2" },
    { name: "shop.example.com", zone: HostedZone.fromName({ name: "example.com", privateZone: true }) },
    { name: "shop.example.com", zone: "Z1" },
  ]);
  expect(
    given
      .all("aws_route53_record")
      .map(({ zone_id }) => zone_id)
      .sort(),
  ).toEqual([expect.stringMatching(/^\$\{data\.aws_route53_zone\./), "Z1", "Z2"]);
});

test("a zone is found by its name, once", () => {
  const zone = HostedZone.fromName("example.com");
  const { given } = givenNames([
    { name: "shop.example.com", zone },
    { name: "store.example.com", zone: HostedZone.fromName("example.com") },
  ]);
  const zones: Record<string, object> = JSON.parse(Testing.synth(given.stack)).data.aws_route53_zone;
  expect(Object.values(zones)).toEqual([{ name: "example.com" }]);
  const [id] = Object.keys(zones);
  expect(given.all("aws_route53_record").map(({ zone_id }) => zone_id)).toEqual([
    `\${data.aws_route53_zone.${id}.zone_id}`,
    `\${data.aws_route53_zone.${id}.zone_id}`,
  ]);
});

test("zones of one name that are not the same are told apart", () => {
  const zones = [{ name: "example.com" }, { name: "example.com", privateZone: true, vpcId: "vpc-1" }];
  const { given } = givenNames(
    zones.map((zone, index) => ({ name: `s${index}.example.com`, zone: HostedZone.fromName(zone) })),
  );
  expect(Object.values(JSON.parse(Testing.synth(given.stack)).data.aws_route53_zone)).toEqual(
    expect.arrayContaining([{ name: "example.com" }, { name: "example.com", private_zone: true, vpc_id: "vpc-1" }]),
  );
});

test("name and zone may be tokens", () => {
  const given = new Given();
  const name = new TerraformVariable(given.stack, "name", { type: "string" });
  const zone = new TerraformVariable(given.stack, "zone", { type: "string" });
  const router = given.router();
  router.addRoute("users", { backends: [given.service("users")] });
  const dns = [{ name: name.stringValue, zone: HostedZone.fromId(zone.stringValue) }];
  given.httpEdge(router, given.platform.with({ application: { dns } }));
  expect(given.only("aws_route53_record")).toMatchObject({ name: "${var.name}", zone_id: "${var.zone}" });
});
