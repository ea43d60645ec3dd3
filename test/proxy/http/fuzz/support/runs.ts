const given = process.env.PORTICO_FUZZ_MESSAGES;

/** Properties over mutated messages that share what a long run asks for. */
const PROPERTIES = 6;

/** Messages of a property: few in the default suite, its share of what was asked for in a long run. */
export function messages(few: number): number {
  return given === undefined ? few : Math.ceil(Number(given) / PROPERTIES);
}

/** Milliseconds for a test of that many. */
export const PATIENCE = given === undefined ? 30_000 : Math.max(60_000, Number(given) * 2);

/** Runs of a property through sockets: as many times more in a long run as the others have messages. */
export function liveRuns(few: number): number {
  return given === undefined ? few : Math.ceil((few * Number(given)) / 10_000);
}

/** How a property through sockets is run: what fails is told in time, as small as it has become by then. */
export function live(few: number) {
  return { numRuns: liveRuns(few), interruptAfterTimeLimit: 0.8 * PATIENCE, markInterruptAsFailure: true } as const;
}
