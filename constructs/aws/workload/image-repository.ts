import { isUnknown } from "../../unknown-values";

/** Private repositories of the Elastic Container Registry: account, region, suffix and repository. */
const PRIVATE = /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?\/([^:@]+)/;

/**
 * The ARN of the repository that pulling an image needs a permission for; `undefined` where it needs none. An image that
 * only Terraform will know may be in any.
 */
export function imageRepository(image: string): string | undefined {
  if (isUnknown(image)) return "*";
  const [, account, region = "", china, repository] = PRIVATE.exec(image) ?? [];
  if (account === undefined) return undefined;
  const partition = china !== undefined ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  return `arn:${partition}:ecr:${region}:${account}:repository/${repository}`;
}
