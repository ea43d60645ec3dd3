import { loss, refusal } from "../../../finding";
import type { RouterFinding } from "../../../routes";
import type { HaproxyPath } from "./paths";

/** What of a router's table the controller takes otherwise. */
export function losses(paths: readonly HaproxyPath[]): RouterFinding[] {
  if (paths.length === 0) return [];
  return [rawPath(), ...collisions(paths)];
}

function rawPath(): RouterFinding {
  return loss(
    "haproxy-raw-path",
    "",
    "HAProxy compares host and path, and passes the path on, as the client wrote them: //a is not /a, /a/../b is under /a, and a.com. is not a.com",
    'have it normalized: http-request normalize-uri in the controller\'s "frontend-config-snippet"',
  );
}

/**
 * A prefix is a key of the map of exact paths too. Of two different entries of one key the controller takes the one
 * whose text is the lower (pkg/ingress/routecollision.go).
 */
function collisions(paths: readonly HaproxyPath[]): RouterFinding[] {
  const exact = new Map(
    paths.flatMap((path) => (path.condition.type === "Exact" ? [[keyOf(path), path] as const] : [])),
  );
  return paths.flatMap((path): RouterFinding[] => {
    if (path.condition.type === "Exact" || path.condition.value === "") return [];
    const other = exact.get(keyOf(path));
    if (other === undefined || destination(other) === destination(path)) return [];
    return [
      {
        ...refusal(
          "ingress-exact-and-prefix",
          `matches[${path.matchIndex}].path`,
          `HAProxy has one place for the prefix "${path.condition.value}" and for that exact path, which route "${other.route.route.name}" has`,
          'match the prefix with a further segment, or accept "ingress-exact-and-prefix" to have either of the routes',
        ),
        route: path.route.index,
      },
    ];
  });
}

function keyOf({ hostname, condition }: HaproxyPath): string {
  return JSON.stringify([hostname, condition.value]);
}

function destination({ part, route }: HaproxyPath): string {
  return JSON.stringify([part?.id, route.backends[0]?.service.name, route.backends[0]?.service.port]);
}
