import { formatDiagnostic, type Topology, validateTopology } from "../../topology";
import { type Resource, type TerraformDocument, text, textMap } from "../terraform";

/** A Topology and the resource that holds it. */
export interface FoundTopology {
  readonly address: string;
  readonly topology: Topology;
}

/** Where a proxy's configuration may stand: the texts of a resource, by resource type. */
const HOLDERS: Readonly<Record<string, (resource: Resource) => readonly (string | undefined)[]>> = {
  local_file: ({ body }) => [text(body.content)],
  local_sensitive_file: ({ body }) => [text(body.content)],
  kubernetes_config_map: ({ body }) => Object.values(textMap(body.data)),
  kubernetes_config_map_v1: ({ body }) => Object.values(textMap(body.data)),
};

/**
 * The Topologies that a document writes to files.
 *
 * @throws SyntaxError where one is not valid: the proxy would not run it
 */
export function findTopologies(document: TerraformDocument): readonly FoundTopology[] {
  return Object.entries(HOLDERS).flatMap(([type, textsOf]) =>
    document.ofType(type).flatMap((resource) =>
      textsOf(resource).flatMap((content): readonly FoundTopology[] => {
        const topology = content === undefined ? undefined : readTopology(content, resource.address);
        return topology === undefined ? [] : [{ address: resource.address, topology }];
      }),
    ),
  );
}

function readTopology(content: string, address: string): Topology | undefined {
  const document = parseJson(content);
  if (!isTopologyLike(document)) return undefined;
  // What stands for a value that Terraform fills in later can't be judged, nor does it bear on routing.
  const faults = validateTopology(document).filter(
    ({ severity, message }) => severity === "error" && !message.includes("${"),
  );
  if (faults.length === 0) return document;
  throw new SyntaxError(`the Topology in ${address} is not valid: ${faults.map(formatDiagnostic).join("; ")}`);
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function isTopologyLike(document: unknown): document is Topology {
  return typeof document === "object" && document !== null && "version" in document && "edges" in document;
}
