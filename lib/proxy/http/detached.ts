/**
 * A text for keeps. What is cut out of a text goes on holding all of it in memory: a value of some letters, remembered
 * beyond its request, would hold that request's whole head.
 *
 * @param text Latin-1, as everything in a head is
 */
export function detached(text: string): string {
  return Buffer.from(text, "latin1").toString("latin1");
}
