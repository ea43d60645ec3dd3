import {
  compileMatcher,
  createRouteRequest,
  isRefusal,
  type Matcher,
  type ParsedTarget,
  parseTarget,
  type RouteRequest,
} from "../../lib/routing";
import { median } from "../statistics";
import type { BenchTable, RawRequest } from "./tables";

export interface Measurement {
  readonly compileMilliseconds: number;
  /** For a request that was parsed already. */
  readonly matchNanoseconds: number;
  /** From the bytes of target and Host to the route. */
  readonly parseAndMatchNanoseconds: number;
}

const ROUNDS = 15;
const MATCHES_A_ROUND = 100_000;
/** As many for each table, so that it is the tables that are compared and not how much of the requests a cache holds. */
const DISTINCT_REQUESTS = 10_000;

interface Subject {
  readonly table: BenchTable;
  readonly matcher: Matcher;
  readonly requests: readonly RouteRequest[];
  readonly bytes: readonly RequestBytes[];
}

interface RequestBytes {
  readonly target: Buffer;
  readonly host: Buffer;
}

/** Medians of several rounds; the tables take turns, so that a busy moment of the machine is one for all of them. */
export function measure(tables: readonly BenchTable[]): readonly Measurement[] {
  const subjects = tables.map(prepare);
  const rounds = Array.from({ length: ROUNDS }, () => subjects.map(measureOnce));
  return subjects.map((_, index) => {
    const own = rounds.flatMap((round) => round[index] ?? []);
    return {
      compileMilliseconds: median(own.map(({ compileMilliseconds }) => compileMilliseconds)),
      matchNanoseconds: median(own.map(({ matchNanoseconds }) => matchNanoseconds)),
      parseAndMatchNanoseconds: median(own.map(({ parseAndMatchNanoseconds }) => parseAndMatchNanoseconds)),
    };
  });
}

function prepare(table: BenchTable): Subject {
  const { requests } = table;
  const copies = Array.from({ length: DISTINCT_REQUESTS }, (_, index) => requests[index % requests.length]);
  const order = shuffled(copies.filter((request) => request !== undefined));
  return {
    table,
    matcher: compileMatcher(table.router),
    requests: order.map(parse),
    bytes: order.map(({ target, host }) => ({ target: Buffer.from(target), host: Buffer.from(host) })),
  };
}

function measureOnce({ table, matcher, requests, bytes }: Subject): Measurement {
  return {
    compileMilliseconds: timed(() => compileMatcher(table.router)) / 1e6,
    matchNanoseconds: timed(() => matchAll(matcher, requests)) / MATCHES_A_ROUND,
    parseAndMatchNanoseconds: timed(() => parseAll(matcher, bytes)) / MATCHES_A_ROUND,
  };
}

/** Every request finds a route, or the measurement is worth nothing. */
function matchAll(matcher: Matcher, requests: readonly RouteRequest[]): void {
  for (let done = 0; done < MATCHES_A_ROUND; ) {
    for (const request of requests) {
      if (done++ === MATCHES_A_ROUND) return;
      if (matcher.match(request) === undefined) throw new Error("no route");
    }
  }
}

/** Makes new strings for each request, as a connection does: none of them was hashed before. */
function parseAll(matcher: Matcher, requests: readonly RequestBytes[]): void {
  for (let done = 0; done < MATCHES_A_ROUND; ) {
    for (const { target, host } of requests) {
      if (done++ === MATCHES_A_ROUND) return;
      const parsed = parseTarget(target.toString("latin1"), host.toString("latin1"));
      if (isRefusal(parsed) || matcher.match(new HeadlessRequest(parsed)) === undefined) throw new Error("no route");
    }
  }
}

/** The tables look at no header, so that reading heads is not measured. */
class HeadlessRequest implements RouteRequest {
  readonly method = "GET";
  readonly sourceAddress = "127.0.0.1";
  readonly hostname: string;
  readonly path: string;
  readonly query: string;

  constructor({ hostname, path, query }: ParsedTarget) {
    this.hostname = hostname;
    this.path = path;
    this.query = query;
  }

  header(): undefined {
    return undefined;
  }
}

/** With strings of its own, as if from a connection of its own. */
function parse({ method, target, host, headers }: RawRequest): RouteRequest {
  const parsed = parseTarget(Buffer.from(target).toString("latin1"), Buffer.from(host).toString("latin1"));
  if (isRefusal(parsed)) throw new Error(parsed.reason);
  return createRouteRequest({ method, headers, sourceAddress: "127.0.0.1" }, parsed);
}

/** In an order of no pattern, the same each time. */
function shuffled<T>(items: readonly T[]): readonly T[] {
  const result = [...items];
  let state = 1;
  for (let index = result.length - 1; index > 0; index--) {
    state = (state * 48_271) % 2_147_483_647;
    const other = state % (index + 1);
    const [a, b] = [result[index], result[other]];
    if (a === undefined || b === undefined) continue;
    result[index] = b;
    result[other] = a;
  }
  return result;
}

/** @returns nanoseconds */
function timed(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start);
}
