/** Things to undo after each test of the file, the last one first. */
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** Has something closed after the test, whatever becomes of it. */
export function afterTest(step: () => unknown): void {
  undo.push(step);
}
