import { Construct } from "constructs";
import { Lazy, TerraformStack } from "../../cdktf";
import { isUnknown } from "../../unknown-values";
import {
  DataAwsCallerIdentity,
  S3Bucket,
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
  S3BucketOwnershipControls,
  S3BucketPolicy,
  S3BucketPublicAccessBlock,
  S3BucketServerSideEncryptionConfigurationA,
  S3BucketVersioningA,
} from "../provider";
import type { BalancerKind } from "../service";
import { bucketPolicy } from "./bucket-policy";

const ID = "portico_logs";
/** S3 names have 63 characters, of which Terraform fills in 26 after a prefix. */
const PREFIX_LENGTH = 37;
const OLD_VERSION_DAYS = 30;
const UNFINISHED_DAYS = 7;
const EVERY_OBJECT = "";

/** A load balancer that writes into the bucket. */
export interface LogWriter {
  readonly kind: BalancerKind;
  /** What the names of its objects start with; may be empty. */
  readonly prefix: string;
  readonly retentionDays: number;
  readonly deletionProtection: boolean;
}

/**
 * The bucket into which the load balancers of a stack write: private, encrypted with keys of S3 (load balancers know no
 * others), versioned, over TLS alone, and emptied after some days. It is one whatever these are, so that another number
 * of days does not ask for another bucket.
 */
export class LogBucket extends Construct {
  /** The one of the stack that a construct stands in. */
  static of(scope: Construct, tags: Readonly<Record<string, string>>): LogBucket {
    const stack = TerraformStack.of(scope);
    const known = stack.node.tryFindChild(ID);
    return known instanceof LogBucket ? known : new LogBucket(stack, tags);
  }

  readonly bucket: S3Bucket;
  readonly publicAccessBlock: S3BucketPublicAccessBlock;
  readonly ownershipControls: S3BucketOwnershipControls;
  readonly encryption: S3BucketServerSideEncryptionConfigurationA;
  readonly versioning: S3BucketVersioningA;
  readonly lifecycle: S3BucketLifecycleConfiguration;
  readonly policy: S3BucketPolicy;
  private readonly writers: LogWriter[] = [];

  private constructor(stack: TerraformStack, tags: Readonly<Record<string, string>>) {
    super(stack, ID);
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
    this.lifecycle.putRule(lifecycleRules(this.writers));
  }

  private isWrittenBy(kind: BalancerKind): boolean {
    return this.writers.some((writer) => writer.kind === kind);
  }
}

/**
 * One rule where all logs are kept for the same time, and one for each prefix otherwise. Where prefixes are alike, or one
 * is within the other, S3 goes by the shorter time (S3 user guide, "Conflicts in lifecycle configurations").
 */
function lifecycleRules(writers: readonly LogWriter[]): S3BucketLifecycleConfigurationRule[] {
  const [first] = writers;
  if (first !== undefined && writers.every(({ retentionDays }) => retentionDays === first.retentionDays)) {
    return [lifecycleRule("expire", EVERY_OBJECT, first.retentionDays)];
  }
  const rules = new Map<string, S3BucketLifecycleConfigurationRule>();
  for (const [index, { prefix, retentionDays }] of writers.entries()) {
    const isKnown = !isUnknown(prefix) && !isUnknown(retentionDays);
    const id = `expire-${isKnown ? `${retentionDays}-${prefix}` : index}`;
    rules.set(id, lifecycleRule(id, prefix === "" ? EVERY_OBJECT : `${prefix}/`, retentionDays));
  }
  return [...rules.values()];
}

function lifecycleRule(id: string, prefix: string, days: number): S3BucketLifecycleConfigurationRule {
  return {
    id,
    status: "Enabled",
    filter: [{ prefix }],
    expiration: [{ days }],
    noncurrentVersionExpiration: [{ noncurrentDays: OLD_VERSION_DAYS }],
    abortIncompleteMultipartUpload: [{ daysAfterInitiation: UNFINISHED_DAYS }],
  };
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
