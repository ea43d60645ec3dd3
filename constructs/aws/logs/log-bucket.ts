import { Construct } from "constructs";
import { Lazy, TerraformStack } from "../../cdktf";
import { isUnknown } from "../../unknown-values";
import {
  DataAwsCallerIdentity,
  S3Bucket,
  S3BucketLifecycleConfiguration,
  S3BucketOwnershipControls,
  S3BucketPolicy,
  S3BucketPublicAccessBlock,
  S3BucketServerSideEncryptionConfigurationA,
  S3BucketVersioningA,
} from "../provider";
import type { BalancerKind } from "../service";
import { bucketPolicy } from "./bucket-policy";

const GROUP = "portico_logs";
/** S3 names have 63 characters, of which Terraform fills in 26 after a prefix. */
const PREFIX_LENGTH = 37;
const OLD_VERSION_DAYS = 30;
const UNFINISHED_DAYS = 7;
const EVERY_OBJECT = "";

/** A load balancer that writes into the bucket. */
export interface LogWriter {
  readonly kind: BalancerKind;
  readonly deletionProtection: boolean;
}

/**
 * The bucket into which the load balancers of a stack write: private, encrypted with keys of S3 (load balancers know no
 * others), versioned, over TLS alone, and emptied after some days. One for all that keep their logs for the same time.
 */
export class LogBucket extends Construct {
  /** The one of the stack that a construct stands in. */
  static of(scope: Construct, retentionDays: number, tags: Readonly<Record<string, string>>): LogBucket {
    const stack = TerraformStack.of(scope);
    const group = stack.node.tryFindChild(GROUP) ?? new Construct(stack, GROUP);
    const id = isUnknown(retentionDays) ? "days" : `days-${retentionDays}`;
    const known = group.node.tryFindChild(id);
    return known instanceof LogBucket ? known : new LogBucket(group as Construct, id, stack, retentionDays, tags);
  }

  readonly bucket: S3Bucket;
  readonly publicAccessBlock: S3BucketPublicAccessBlock;
  readonly ownershipControls: S3BucketOwnershipControls;
  readonly encryption: S3BucketServerSideEncryptionConfigurationA;
  readonly versioning: S3BucketVersioningA;
  readonly lifecycle: S3BucketLifecycleConfiguration;
  readonly policy: S3BucketPolicy;
  private readonly writers: LogWriter[] = [];

  private constructor(
    scope: Construct,
    id: string,
    stack: TerraformStack,
    retentionDays: number,
    tags: Readonly<Record<string, string>>,
  ) {
    super(scope, id);
    this.bucket = new S3Bucket(this, "Resource", {
      bucketPrefix: namePrefix(stack.node.id),
      // What may be destroyed with the load balancers goes with what they wrote.
      forceDestroy: Lazy.anyValue({
        produce: () => this.writers.every(({ deletionProtection }) => !deletionProtection),
      }),
      ...(Object.keys(tags).length === 0 ? {} : { tags: { ...tags } }),
    });
    const bucket = this.bucket.id;
    this.publicAccessBlock = new S3BucketPublicAccessBlock(this, "public-access", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    this.ownershipControls = new S3BucketOwnershipControls(this, "ownership", {
      bucket,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    this.encryption = new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    this.versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    this.lifecycle = new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: [
        {
          id: "expire",
          status: "Enabled",
          filter: [{ prefix: EVERY_OBJECT }],
          expiration: [{ days: retentionDays }],
          noncurrentVersionExpiration: [{ noncurrentDays: OLD_VERSION_DAYS }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: UNFINISHED_DAYS }],
        },
      ],
      dependsOn: [this.versioning],
    });
    const { accountId } = new DataAwsCallerIdentity(this, "account", {});
    this.policy = new S3BucketPolicy(this, "policy", {
      bucket,
      policy: Lazy.stringValue({
        produce: () =>
          bucketPolicy(
            { bucketArn: this.bucket.arn, accountId },
            { application: this.isWrittenBy("application"), network: this.isWrittenBy("network") },
          ),
      }),
      // S3 refuses two changes to who may reach a bucket at once.
      dependsOn: [this.publicAccessBlock],
    });
  }

  /** Lets a load balancer write. */
  admit(writer: LogWriter): void {
    this.writers.push(writer);
  }

  private isWrittenBy(kind: BalancerKind): boolean {
    return this.writers.some((writer) => writer.kind === kind);
  }
}

/** Bucket names hold lower-case letters, digits and hyphens (S3 user guide, "General purpose bucket naming rules"). */
function namePrefix(stack: string): string {
  const suffix = "-logs-";
  const readable = stack
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, PREFIX_LENGTH - suffix.length)
    .replace(/^-+|-+$/g, "");
  return readable === "" ? suffix.slice(1) : `${readable}${suffix}`;
}
