/** Something that gathers what is to leave. */
export interface Flushable {
  flush(): void;
}

let waiting: Flushable[] = [];

/**
 * Has it flushed once everything that has come at this turn of the loop was dealt with: what several reads give rise to
 * leaves in one write.
 */
export function flushLater(one: Flushable): void {
  if (waiting.length === 0) setImmediate(flushAll);
  waiting.push(one);
}

function flushAll(): void {
  const all = waiting;
  waiting = [];
  for (const one of all) one.flush();
}
