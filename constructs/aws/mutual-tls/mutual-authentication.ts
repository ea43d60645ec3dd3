import type { Construct } from "constructs";
import { replaceableName } from "../names";
import { type LbListenerMutualAuthentication, LbTrustStore } from "../provider";
import type { MutualTls } from "./mutual-tls";

/** A load balancer whose clients show certificates. */
export interface MutualTlsPlace {
  /** What holds the load balancer's resources. */
  readonly scope: Construct;
  readonly edge: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface MutualAuthentication {
  /** For each HTTPS listener. */
  readonly block: LbListenerMutualAuthentication;
  /** Where the load balancer has one of its own. */
  readonly trustStore: LbTrustStore | undefined;
}

/** How clients are checked, for all HTTPS listeners of a load balancer. */
export function mutualAuthentication({ spec }: MutualTls, place: MutualTlsPlace): MutualAuthentication {
  if (spec.mode === "passthrough") return { block: { mode: spec.mode }, trustStore: undefined };
  const { mode, trustStore: given, ignoreExpiry, advertiseAuthorities } = spec;
  const trustStore = typeof given === "string" ? undefined : addTrustStore(given, place);
  return {
    trustStore,
    block: {
      mode,
      trustStoreArn: typeof given === "string" ? given : (trustStore?.arn ?? ""),
      ...(ignoreExpiry === undefined ? {} : { ignoreClientCertificateExpiry: ignoreExpiry }),
      ...(advertiseAuthorities === undefined
        ? {}
        : { advertiseTrustStoreCaNames: advertiseAuthorities ? "on" : "off" }),
    },
  };
}

function addTrustStore(
  { bucket, key, version }: { readonly bucket: string; readonly key: string; readonly version?: string },
  { scope, edge, tags }: MutualTlsPlace,
): LbTrustStore {
  return new LbTrustStore(scope, "trust-store", {
    name: replaceableName(edge, `${scope.node.path}/trust-store`, []),
    caCertificatesBundleS3Bucket: bucket,
    caCertificatesBundleS3Key: key,
    ...(version === undefined ? {} : { caCertificatesBundleS3ObjectVersion: version }),
    tags: { ...tags },
  });
}
