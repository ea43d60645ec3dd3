const PATIENCE = 4000;

/** Resolves once the condition holds. @param patience milliseconds */
export async function eventually<T>(condition: () => T | Promise<T>, patience = PATIENCE): Promise<NonNullable<T>> {
  const deadline = performance.now() + patience;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== null && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`does not hold after ${patience} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A promise and what settles it. */
export class Gate<T = void> {
  readonly opened: Promise<T>;
  open: (value: T) => void = () => {};

  constructor() {
    this.opened = new Promise((resolve) => {
      this.open = resolve;
    });
  }
}
