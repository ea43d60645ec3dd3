import { Listener } from "portico";
import { type Body, Given } from "../support/synthesize";

function edgeOf(given: Given) {
  const router = given.router();
  router.addRoute("users", { backends: [given.service("users")] });
  return given.httpEdge(router);
}

function statements(given: Given): readonly Body[] {
  return JSON.parse(given.only("aws_s3_bucket_policy").policy).Statement;
}

describe("the bucket of a stack", () => {
  test("is there without being asked for, and load balancers wait for its policy", () => {
    const given = new Given({}, "Shop_AWS");
    edgeOf(given);
    const [bucket] = Object.keys(given.resources("aws_s3_bucket"));
    const [policy] = Object.keys(given.resources("aws_s3_bucket_policy"));
    expect(given.only("aws_s3_bucket")).toEqual({ bucket_prefix: "shop-aws-logs-", force_destroy: false });
    expect(given.only("aws_lb")).toMatchObject({
      access_logs: { bucket: `\${aws_s3_bucket.${bucket}.bucket}`, enabled: true, prefix: "edge/access" },
      depends_on: [`aws_s3_bucket_policy.${policy}`],
    });
    expect(given.only("aws_lb")).not.toHaveProperty("connection_logs");
    expect(given.only("aws_lb")).not.toHaveProperty("health_check_logs");
  });

  test("is private, encrypted, versioned, and emptied after 90 days", () => {
    const given = new Given();
    edgeOf(given);
    expect(given.only("aws_s3_bucket_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(given.only("aws_s3_bucket_ownership_controls").rule).toEqual({ object_ownership: "BucketOwnerEnforced" });
    expect(given.only("aws_s3_bucket_server_side_encryption_configuration").rule).toEqual([
      { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } },
    ]);
    expect(given.only("aws_s3_bucket_versioning").versioning_configuration).toEqual({ status: "Enabled" });
    expect(given.only("aws_s3_bucket_lifecycle_configuration").rule).toMatchObject([
      {
        status: "Enabled",
        expiration: [{ days: 90 }],
        abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
      },
    ]);
  });

  test("takes TLS alone, and what Application Load Balancers deliver into the account's folder", () => {
    const given = new Given();
    edgeOf(given);
    const [arn, account] = [
      expect.stringMatching(/^\$\{aws_s3_bucket\.[^}]*\.arn\}$/),
      expect.stringMatching(/^\$\{aws_s3_bucket\.[^}]*\.arn\}\/\*\/AWSLogs\/\$\{data\.aws_caller_identity\..*\}\/\*$/),
    ];
    expect(statements(given)).toEqual([
      {
        Sid: "DenyInsecureTransport",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn, expect.stringMatching(/\/\*$/)],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        Sid: "ApplicationLoadBalancerLogs",
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: account,
      },
    ]);
  });

  test("takes what Network Load Balancers deliver, which another service does, where there is one", () => {
    const given = new Given();
    const service = given.service("galera", { protocol: "TCP" });
    given.edge().addListener("galera", Listener.tcp({ port: 3306, service }));
    expect(statements(given).map(({ Sid, Principal, Action }) => [Sid, Principal.Service, Action])).toEqual([
      ["DenyInsecureTransport", undefined, "s3:*"],
      ["NetworkLoadBalancerLogsCheck", "delivery.logs.amazonaws.com", "s3:GetBucketAcl"],
      ["NetworkLoadBalancerLogs", "delivery.logs.amazonaws.com", "s3:PutObject"],
    ]);
  });

  const expirations = (given: Given) =>
    given
      .only("aws_s3_bucket_lifecycle_configuration")
      .rule.map(({ filter, expiration }: Body) => [filter[0].prefix, expiration[0].days]);

  test("is one for all load balancers of a stack, for however long they keep their logs", () => {
    const given = new Given();
    const router = given.router();
    router.addRoute("users", { backends: [given.service("users")] });
    for (const [id, platform] of Object.entries({
      one: given.platform,
      two: given.platform,
      three: given.platform.with({ logs: { retentionDays: 7 } }),
    })) {
      given.edge(id, platform).addListener("http", Listener.http({ port: 80, router }));
    }
    expect(given.all("aws_lb").map(({ access_logs }) => access_logs.prefix)).toEqual([
      "one/access",
      "three/access",
      "two/access",
    ]);
    expect(given.all("aws_s3_bucket")).toHaveLength(1);
    expect(expirations(given)).toEqual([
      ["one/", 90],
      ["two/", 90],
      ["three/", 7],
    ]);
  });

  test("stays where logs are kept for another time", () => {
    const [before, after] = [90, 30].map((retentionDays) => {
      const given = new Given({ logs: { retentionDays } });
      edgeOf(given);
      expect(expirations(given)).toEqual([["", retentionDays]]);
      return Object.keys(given.resources("aws_s3_bucket"));
    });
    expect(after).toEqual(before);
  });

  test("goes with what is in it where nothing that writes is protected", () => {
    const given = new Given({ deletionProtection: false });
    edgeOf(given);
    expect(given.only("aws_s3_bucket").force_destroy).toBe(true);
  });

  test("can be reached", () => {
    const edge = edgeOf(new Given());
    expect(edge.resources.logBucket?.bucket.bucketPrefixInput).toBe("stack-logs-");
    expect(edge.resources.logBucket?.policy).toBeDefined();
  });
});

test("a bucket that exists is used as it is", () => {
  const given = new Given({ logs: { bucket: "our-logs", prefix: "shop", connections: true, healthChecks: true } });
  edgeOf(given);
  expect(given.only("aws_lb")).toMatchObject({
    access_logs: { bucket: "our-logs", enabled: true, prefix: "shop/access" },
    connection_logs: { bucket: "our-logs", enabled: true, prefix: "shop/connections" },
    health_check_logs: { bucket: "our-logs", enabled: true, prefix: "shop/health-checks" },
  });
  expect(given.all("aws_s3_bucket")).toEqual([]);
});

test("the prefix may be empty, and the load balancer's own starts with no slash", () => {
  const given = new Given({ logs: { prefix: "", connections: true } });
  edgeOf(given);
  expect(given.errors()).toEqual([]);
  expect(given.only("aws_lb")).toMatchObject({
    access_logs: { prefix: "access" },
    connection_logs: { prefix: "connections" },
  });
});

test("without logs there is no bucket", () => {
  const given = new Given({ logs: { access: false } });
  const edge = edgeOf(given);
  expect(given.only("aws_lb")).not.toHaveProperty("access_logs");
  expect(given.all("aws_s3_bucket")).toEqual([]);
  expect(edge.resources.logBucket).toBeUndefined();
});

test.each([
  [{ prefix: "AWSLogs/shop" }, "aws-log-prefix"],
  [{ prefix: "shop/" }, "aws-log-prefix"],
  [{ retentionDays: 0 }, "aws-log-retention"],
])("%j is refused", (logs, code) => {
  const given = new Given({ logs });
  edgeOf(given);
  expect(given.errors()).toEqual([code]);
});
