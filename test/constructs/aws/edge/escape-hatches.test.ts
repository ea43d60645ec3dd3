import { TerraformResource, Testing } from "cdktf";
import type { IConstruct } from "constructs";
import { givenEverything } from "../support/everything";
import { Given } from "../support/synthesize";

const isResource = (construct: IConstruct): construct is TerraformResource => construct instanceof TerraformResource;

test("every resource of an edge is to be reached", () => {
  const { given, edge } = givenEverything();
  const { resources } = edge;
  const { logBucket } = resources;
  const reached = new Set<unknown>([
    resources.applicationLoadBalancer,
    resources.applicationSecurityGroup,
    resources.networkLoadBalancer,
    resources.networkSecurityGroup,
    ...resources.ingressRules,
    ...resources.egressRules,
    ...resources.dnsRecords,
    resources.webAclAssociation,
    resources.trustStore,
    logBucket?.bucket,
    logBucket?.publicAccessBlock,
    logBucket?.ownershipControls,
    logBucket?.encryption,
    logBucket?.versioning,
    logBucket?.lifecycle,
    logBucket?.policy,
    ...[...resources.requestedCertificates.values()].flatMap(({ certificate, records, validation }) => [
      certificate,
      ...records,
      validation,
    ]),
    ...[...resources.listeners.values()].flatMap(({ listener, certificates, rules }) => [
      listener,
      ...certificates.values(),
      ...rules.values(),
    ]),
  ]);
  const ofServices = /^(?:users|galera)\//;
  const missed = given.stack.node
    .findAll()
    .filter(isResource)
    .filter((resource) => !reached.has(resource) && !ofServices.test(resource.node.path.slice("stack/".length)))
    .map(({ node }) => node.path);
  expect(missed).toEqual([]);
});

test("what is changed of a resource stands in the output", () => {
  const { given, edge } = givenEverything();
  edge.resources.applicationLoadBalancer?.addOverride("customer_owned_ipv4_pool", "pool-1");
  edge.resources.listeners.get("https")?.rules.get("users")?.addOverride("tags.owner", "shop");
  const { resource } = JSON.parse(Testing.synth(given.stack));
  const balancers = Object.values<Record<string, string>>(resource.aws_lb);
  expect(balancers.map(({ customer_owned_ipv4_pool: pool }) => pool)).toContain("pool-1");
  expect(given.tagged("aws_lb_listener_rule", "route", "users").tags).toMatchObject({ owner: "shop" });
});

test("tags are on everything that takes tags", () => {
  const { given } = givenEverything();
  const { resource } = JSON.parse(Testing.synth(given.stack)) as {
    resource: Record<string, Record<string, { tags?: Record<string, string> }>>;
  };
  const untagged = [
    "aws_acm_certificate_validation",
    "aws_lb_listener_certificate",
    "aws_lb_target_group_attachment",
    "aws_route53_record",
    "aws_wafv2_web_acl_association",
  ];
  const without = Object.entries(resource)
    .filter(([type]) => !untagged.includes(type) && !/^aws_s3_bucket_/.test(type))
    .flatMap(([type, bodies]) => Object.values(bodies).map(({ tags }) => ({ type, team: tags?.team })))
    .filter(({ team }) => team !== "shop");
  expect(without).toEqual([]);
});

test("security groups that exist stand beside the load balancer's own", () => {
  const given = new Given({ securityGroupIds: ["sg-1"] });
  const router = given.router();
  router.addRoute("users", { backends: [given.service("users")] });
  given.httpEdge(router);
  expect(given.only("aws_lb").security_groups).toEqual([expect.stringMatching(/aws_security_group/), "sg-1"]);
});
