import type { IConstruct } from "constructs";
import { checkSharedSockets, type Diagnostic, type Topology } from "../../lib/topology";
import type { LocatedDiagnostic } from "../diagnostics";
import { imageReference } from "../image-reference";
import type { Model } from "../model";
import type { Platform } from "../platform";
import { constructAt, pathOf } from "../tiers";
import { isUnknown, withoutTokens } from "../unknown-values";
import { processDiagnostics } from "./process-diagnostics";
import type { SelfHostedProxy } from "./proxy";
import type { SelfHosted } from "./self-hosted";
import { tierDiagnostics } from "./tiers";

/** What keeps one proxy from running all that it is given. */
export function proxyDiagnostics(proxy: SelfHostedProxy<unknown>): readonly LocatedDiagnostic[] {
  const { model } = proxy;
  return [
    ...sharedSockets(model.topology).map((diagnostic) => ({
      diagnostic,
      construct: constructAt(model, diagnostic.path),
    })),
    ...routerSockets(proxy),
    ...settingsDiagnostics(proxy),
    ...unlikeSettings(proxy, model),
    ...otherProxies(proxy, model),
  ];
}

/** Listeners of several edges that want one socket, as far as their addresses and ports are known. */
function sharedSockets(topology: Topology): readonly Diagnostic[] {
  const { document, unknown } = withoutTokens(topology);
  const edges = (document.edges ?? []).map((edge, e) => ({
    ...edge,
    listeners: edge.listeners.map((listener, l) => {
      const path = `edges[${e}].listeners[${l}]`;
      const isKnown = !unknown.has(`${path}.address`) && !unknown.has(`${path}.port`);
      return isKnown ? listener : { ...listener, port: undefined };
    }),
  }));
  return checkSharedSockets({ ...document, edges });
}

/** The proxies that route bind all their listeners on one address, whatever those of the edge are. */
function routerSockets({ router }: SelfHostedProxy<unknown>): readonly LocatedDiagnostic[] {
  if (router === undefined) return [];
  return sharedSockets(router.topology).map((diagnostic) => ({
    construct: router,
    diagnostic: { ...diagnostic, path: `router: ${diagnostic.path}` },
  }));
}

/** What is wrong with the settings of the platform, whatever runs the proxy. */
function settingsDiagnostics({ image, platform }: SelfHostedProxy<unknown>): readonly LocatedDiagnostic[] {
  const { process, routerTier } = platform;
  const isImage = isUnknown(image) || imageReference(image) !== undefined;
  const badImage: Diagnostic = {
    code: "invalid-image",
    severity: "error",
    path: "image",
    message: `"${image}" is no reference of an image`,
    remedy: 'write name and version, as in { name: "registry.example.com/portico", version: "1.2.3" }',
  };
  return [
    ...(isImage ? [] : [badImage]),
    ...processDiagnostics(process),
    ...(routerTier === undefined ? [] : tierDiagnostics(routerTier)),
  ].map((diagnostic) => ({ diagnostic }));
}

/** Edges that give the proxy other settings than its first did. */
function unlikeSettings(proxy: SelfHostedProxy<unknown>, model: Model): readonly LocatedDiagnostic[] {
  return proxy.edges
    .filter(({ platform }) => isSelfHosted(platform) && !platform.isLike(proxy.platform))
    .map((edge) =>
      error(model, edge, "conflicting-settings", {
        message: `the proxy "${proxy.name}" has other settings elsewhere in this stack`,
        remedy: "give both edges the same SelfHosted, or each proxy a name of its own",
      }),
    );
}

/** Routers and services that are meant for a proxy of another name. */
function otherProxies(proxy: SelfHostedProxy<unknown>, model: Model): readonly LocatedDiagnostic[] {
  return [...model.routers, ...model.services].flatMap((tier) => {
    const { platform } = tier;
    if (!isSelfHosted(platform) || platform.proxyName === proxy.name) return [];
    return [
      error(model, tier, "mixed-proxies", {
        message: `an edge of proxy "${proxy.name}" leads to "${tier.name}" of proxy "${platform.proxyName}"`,
        remedy: "give both the same SelfHosted",
      }),
    ];
  });
}

/** By what it has, not by class: the class's own module needs this one. */
function isSelfHosted(platform: Platform): platform is SelfHosted<unknown> {
  return platform.name === "self-hosted" && "proxyName" in platform;
}

function error(
  model: Model,
  construct: IConstruct,
  code: string,
  words: Pick<Diagnostic, "message" | "remedy">,
): LocatedDiagnostic {
  return { construct, diagnostic: { code, severity: "error", path: pathOf(model, construct) ?? "", ...words } };
}
