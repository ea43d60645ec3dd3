import type { Finding } from "../finding";
import { formatLocation, type Location } from "../location";
import type { Certificate, Router, Service, Topology } from "../model";
import type { Steps } from "../steps";
import type { Draft } from "../structure";
import { type Named, NameTable } from "./name-table";
import { type PlacedRoute, routesOf } from "./walk";

/** One rule, or a few about one matter, that the schema cannot say; in steps where a large Topology takes it long. */
export type Check = (subject: Subject, report: Report) => Steps<void> | void;

/** What checks look at. */
export class Subject {
  readonly routers: NameTable<Draft<Router>>;
  readonly services: NameTable<Draft<Service>>;
  readonly certificates: NameTable<Draft<Certificate>>;
  /** The routes of all routers. */
  readonly routes: readonly PlacedRoute[];
  private readonly unreadable: ReadonlySet<string>;

  constructor(
    readonly topology: Draft<Topology>,
    unreadable: readonly Location[],
  ) {
    this.unreadable = new Set(unreadable.map(formatLocation));
    this.routers = this.table("router", "routers", topology.routers);
    this.services = this.table("service", "services", topology.services);
    this.certificates = this.table("certificate", "certificates", topology.certificates);
    this.routes = routesOf(topology);
  }

  /** Whether a field is there, though what it holds may not be of its type; a rule that misses it stays silent then. */
  isPresent(at: Location, field: string, value: unknown): boolean {
    return value !== undefined || this.isUnreadable([...at, field]);
  }

  /** Whether what stands at a place is not of its type. */
  isUnreadable(at: Location): boolean {
    return this.unreadable.size > 0 && this.unreadable.has(formatLocation(at));
  }

  private table<Element extends Named>(
    noun: string,
    field: string,
    list: readonly (Element | undefined)[] | undefined,
  ): NameTable<Element> {
    return new NameTable(noun, field, list, !this.isUnreadable([field]));
  }
}

/** What checks found. */
export class Report {
  readonly findings: Finding[] = [];

  error(at: Location, code: string, message: string, remedy?: string): void {
    this.add({ at, code, severity: "error", message, ...(remedy === undefined ? {} : { remedy }) });
  }

  warning(at: Location, code: string, message: string, remedy?: string): void {
    this.add({ at, code, severity: "warning", message, ...(remedy === undefined ? {} : { remedy }) });
  }

  private add(finding: Finding): void {
    this.findings.push(finding);
  }
}
