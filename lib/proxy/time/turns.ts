/** Milliseconds for which work goes on before others have their turn. */
const TURN = 4;

/** Does work in steps, and lets everybody else have a turn between some of them, so that no turn of its own takes long. */
export async function inTurns<Result>(steps: Generator<void, Result>): Promise<Result> {
  for (;;) {
    const end = performance.now() + TURN;
    do {
      const step = steps.next();
      if (step.done === true) return step.value;
    } while (performance.now() < end);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
