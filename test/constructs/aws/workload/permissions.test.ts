import { imageRepository } from "../../../../constructs/aws/workload/image-repository";
import { secretSource } from "../../../../constructs/aws/workload/secret-source";

describe("the repository that an image is pulled from", () => {
  test.each([
    [
      "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/users:1.2",
      "arn:aws:ecr:eu-west-1:123456789012:repository/shop/users",
    ],
    [
      "123456789012.dkr.ecr.eu-west-1.amazonaws.com/users@sha256:0a1b",
      "arn:aws:ecr:eu-west-1:123456789012:repository/users",
    ],
    [
      "123456789012.dkr.ecr.us-gov-west-1.amazonaws.com/users",
      "arn:aws-us-gov:ecr:us-gov-west-1:123456789012:repository/users",
    ],
    [
      "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/users:1",
      "arn:aws-cn:ecr:cn-north-1:123456789012:repository/users",
    ],
    ["public.ecr.aws/nginx/nginx:1.29", undefined],
    ["nginx:1.29", undefined],
    ["ghcr.io/portico/users", undefined],
    ["${TfToken[TOKEN.7]}", "*"],
  ])("%s: %s", (image, expected) => {
    expect(imageRepository(image)).toBe(expected);
  });
});

describe("what a secret's reference stands for", () => {
  const secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-a1b2c3";
  const parameter = "arn:aws:ssm:eu-west-1:123456789012:parameter/shop/db";
  const reading = { actions: ["secretsmanager:GetSecretValue"], resource: secret };

  test.each([
    ["a secret", secret, reading],
    ["a field of a secret", `${secret}:password::`, reading],
    ["a version of a secret", `${secret}::AWSCURRENT:`, reading],
    ["a parameter", parameter, { actions: ["ssm:GetParameters"], resource: parameter }],
    ["a name", "shop/db", undefined],
    ["something else of AWS", "arn:aws:s3:::bucket", undefined],
    [
      "a token",
      "${TfToken[TOKEN.3]}",
      { actions: ["secretsmanager:GetSecretValue", "ssm:GetParameters"], resource: "${TfToken[TOKEN.3]}" },
    ],
    [
      "a field of a token",
      "${TfToken[TOKEN.3]}:password::",
      { actions: ["secretsmanager:GetSecretValue", "ssm:GetParameters"], resource: "${TfToken[TOKEN.3]}" },
    ],
  ])("%s", (_, reference, expected) => {
    expect(secretSource(reference)).toEqual(expected);
  });
});
