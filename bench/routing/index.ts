import type { Bench, BenchReport } from "../bench";
import { type Measurement, measure } from "./measure";
import { expressions, onOneHost, perHost, perHostOfRouter } from "./tables";

/** What the compiled matcher promises. */
const MOST_NANOSECONDS = 2000;
const MOST_COMPILE_MILLISECONDS = 200;
const MOST_GROWTH = 2;

const HOSTS = 1000;

export const routingBench: Bench = {
  name: "routing",
  title: "finding a route; medians",

  run(): BenchReport {
    const small = perHost(1);
    const large = perHost(HOSTS);
    const tables = [small, large, perHostOfRouter(HOSTS), onOneHost(HOSTS * 10), expressions(1), expressions(HOSTS)];
    const measured = measure(tables);
    const [ofSmall, ofLarge] = measured;
    if (ofSmall === undefined || ofLarge === undefined) throw new Error("nothing was measured");
    return {
      rows: measured.map((measurement, index) => ({ table: tables[index]?.name ?? "", ...rounded(measurement) })),
      promises: [
        {
          what: `${large.name}: a match`,
          measured: Math.round(ofLarge.matchNanoseconds),
          atMost: MOST_NANOSECONDS,
          unit: "ns",
        },
        {
          what: `${large.name}: a match, against ${small.name}`,
          measured: Number((ofLarge.matchNanoseconds / ofSmall.matchNanoseconds).toFixed(2)),
          atMost: MOST_GROWTH,
          unit: "times",
        },
        {
          what: `${large.name}: compiling`,
          measured: Math.round(ofLarge.compileMilliseconds),
          atMost: MOST_COMPILE_MILLISECONDS,
          unit: "ms",
        },
      ],
    };
  },
};

function rounded({ compileMilliseconds, matchNanoseconds, parseAndMatchNanoseconds }: Measurement) {
  return {
    "compile ms": Number(compileMilliseconds.toFixed(1)),
    "match ns": Math.round(matchNanoseconds),
    "parse and match ns": Math.round(parseAndMatchNanoseconds),
  };
}
