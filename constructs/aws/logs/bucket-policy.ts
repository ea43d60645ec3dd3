/** What of a bucket and its account the policy names; all may be tokens. */
export interface PolicyPlace {
  readonly bucketArn: string;
  readonly accountId: string;
}

/** Who writes the logs: Application Load Balancers through one service, Network Load Balancers through another. */
export interface LogWriters {
  readonly application: boolean;
  readonly network: boolean;
}

type Statement = Readonly<Record<string, unknown>>;

/**
 * The policy of a bucket for logs: nothing but TLS, and the services that deliver them, into the account's own folder
 * (ELB user guides, "Enable access logs for your Application Load Balancer" and "... Network Load Balancer").
 */
export function bucketPolicy({ bucketArn, accountId }: PolicyPlace, { application, network }: LogWriters): string {
  const objects = `${bucketArn}/*/AWSLogs/${accountId}/*`;
  const statements: Statement[] = [
    {
      Sid: "DenyInsecureTransport",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [bucketArn, `${bucketArn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ];
  if (application) {
    statements.push({
      Sid: "ApplicationLoadBalancerLogs",
      Effect: "Allow",
      Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: objects,
    });
  }
  if (network) statements.push(...networkStatements(bucketArn, accountId, objects));
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function networkStatements(bucketArn: string, accountId: string, objects: string): readonly Statement[] {
  const Principal = { Service: "delivery.logs.amazonaws.com" };
  const ofAccount = { "aws:SourceAccount": accountId };
  return [
    {
      Sid: "NetworkLoadBalancerLogsCheck",
      Effect: "Allow",
      Principal,
      Action: "s3:GetBucketAcl",
      Resource: bucketArn,
      Condition: { StringEquals: ofAccount },
    },
    {
      Sid: "NetworkLoadBalancerLogs",
      Effect: "Allow",
      Principal,
      Action: "s3:PutObject",
      Resource: objects,
      Condition: { StringEquals: { ...ofAccount, "s3:x-amz-acl": "bucket-owner-full-control" } },
    },
  ];
}
