import { loss } from "../../../finding";
import type { PlannedRoute, RouterFinding } from "../../../routes";
import type { NginxLocation } from "./locations";

/** What the admission webhook takes in paths of type Exact and Prefix. */
const STRICT_PATH = /^[A-Za-z0-9/_-]*$/;

/** What of a router's table the controller takes otherwise. */
export function losses(routes: readonly PlannedRoute[], locations: readonly NginxLocation[]): RouterFinding[] {
  if (locations.length === 0) return [];
  return [decodedPath(), ...canaryEverywhere(locations), ...strictPaths(routes)];
}

function decodedPath(): RouterFinding {
  return loss(
    "nginx-decoded-path",
    "",
    "nginx compares the path decoded, where /a%2Fb is under /a, and passes it on as the client wrote it",
    "let services refuse escapes of / in paths where that matters",
  );
}

function canaryEverywhere(locations: readonly NginxLocation[]): RouterFinding[] {
  if (!locations.some(({ main, special }) => special !== undefined || (main?.backends.length ?? 0) > 1)) return [];
  return [
    loss(
      "nginx-canary",
      "",
      "ingress-nginx splits the requests of a Service wherever the class leads to it, also from other routers",
      "give other routers services of their own",
    ),
  ];
}

function strictPaths(routes: readonly PlannedRoute[]): RouterFinding[] {
  return routes.flatMap(({ index, candidates }) => {
    const entries = new Set(candidates.map(({ entry }) => entry));
    return [...entries].flatMap(({ matchIndex, path: { value } }): RouterFinding[] => {
      if (STRICT_PATH.test(value)) return [];
      return [
        {
          ...loss(
            "nginx-strict-path",
            `matches[${matchIndex}].path`,
            `ingress-nginx refuses the path "${value}" for its characters other than letters, digits, -, _ and /, unless it is told not to be strict`,
            'set strict-validate-path-type: "false" in the ConfigMap of the controller',
          ),
          route: index,
        },
      ];
    });
  });
}
