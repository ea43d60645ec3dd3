import {
  compileMatcher,
  createRouteRequest,
  isRefusal,
  type Matcher,
  type ParsedTarget,
  parseTarget,
  type RouteRequest,
} from "../../lib/routing";
import type { BenchTable, RawRequest } from "./tables";

export interface Measurement {
  readonly compileMilliseconds: number;
  /** For a request that was parsed already. */
  readonly matchNanoseconds: number;
  /** From the bytes of target and Host to the route. */
  readonly parseAndMatchNanoseconds: number;
}

const ROUNDS = 7;
const MATCHES_A_ROUND = 200_000;
const COMPILATIONS = 5;
/** As many for each table, so that it is the tables that are compared and not how much of the requests a cache holds. */
const DISTINCT_REQUESTS = 10_000;

/** The median of several rounds; each request finds a route, or the measurement is worth nothing. */
export function measure({ router, requests }: BenchTable): Measurement {
  const matcher = compileMatcher(router);
  const copies = Array.from({ length: DISTINCT_REQUESTS }, (_, index) => requests[index % requests.length]);
  const order = shuffled(copies.filter((request) => request !== undefined));
  const parsed = order.map(parse);
  for (const request of parsed) {
    if (matcher.match(request) === undefined) throw new Error(`no route for ${request.hostname}${request.path}`);
  }
  const bytes = order.map(({ target, host }) => ({ target: Buffer.from(target), host: Buffer.from(host) }));
  return {
    compileMilliseconds: median(COMPILATIONS, () => timed(() => compileMatcher(router)) / 1e6),
    matchNanoseconds: median(ROUNDS, () => timed(() => matchAll(matcher, parsed)) / MATCHES_A_ROUND),
    parseAndMatchNanoseconds: median(ROUNDS, () => timed(() => parseAll(matcher, bytes)) / MATCHES_A_ROUND),
  };
}

function matchAll(matcher: Matcher, requests: readonly RouteRequest[]): void {
  for (let done = 0; done < MATCHES_A_ROUND; ) {
    for (const request of requests) {
      if (done++ === MATCHES_A_ROUND) return;
      if (matcher.match(request) === undefined) throw new Error("no route");
    }
  }
}

/** Makes new strings for each request, as a connection does: none of them was hashed before. */
function parseAll(matcher: Matcher, requests: readonly { readonly target: Buffer; readonly host: Buffer }[]): void {
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

function median(times: number, sample: () => number): number {
  const samples = Array.from({ length: times }, sample).sort((a, b) => a - b);
  return samples[Math.floor(times / 2)] ?? Number.NaN;
}
