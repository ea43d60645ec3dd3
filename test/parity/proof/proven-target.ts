import type { Members, Platform } from "../../../constructs";
import type { DecisionRequest } from "../../../lib/routing";
import type { Service, Topology } from "../../../lib/topology";

/** A way in which a target is known to differ, by its documentation, that no lowering can undo. */
export interface KnownDifference {
  readonly what: string;
  /** The page that says so. */
  readonly page: string;
  /** The warning that the lowering gives of it; without that warning there must be no difference. */
  readonly warning?: string;
  appliesTo(request: DecisionRequest, topology: Topology): boolean;
}

/** A target as it is put to the proof. */
export interface ProvenTarget {
  readonly name: string;
  platform(): Platform;
  /** What makes up each service, where its addresses do not. */
  membersOf?(service: Service): Members;
  /** Narrows a table to what the target can mostly express; others are proven too, one in five. */
  narrow(topology: Topology): Topology;
  /** Makes every request one that the target is for. */
  readonly asRequest?: (request: DecisionRequest) => DecisionRequest;
  /** Keeps what no lowering can make the target do alike out of every table. */
  prepare?(topology: Topology): Topology;
  /**
   * Whether it has listeners on any port.
   *
   * @default false, those of HTTP and HTTPS alone
   */
  readonly hasOtherPorts?: boolean;
  /** A request in the alphabet of {@link narrow}'s tables. */
  narrowRequest?(request: DecisionRequest): DecisionRequest;
  readonly knownDifferences?: readonly KnownDifference[];
  /** The least share of tables that must have been compared, not refused: a target that refuses proves nothing. */
  readonly leastCompared: number;
}
