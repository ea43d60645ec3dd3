/** Milliseconds of a day. */
const DAY = 24 * 3_600_000;
/** Milliseconds after which it is known at the latest. */
const CHECK = 10_000;

/** Days since 1970 (UTC). @param time milliseconds since 1970 */
export function dayOf(time: number): number {
  return Math.floor(time / DAY);
}

/** Calls back soon after each day (UTC) has begun. It keeps no process alive. @returns what ends it */
export function onNewDay(callback: () => void): () => void {
  let day = dayOf(Date.now());
  const timer = setInterval(() => {
    const today = dayOf(Date.now());
    if (today === day) return;
    day = today;
    callback();
  }, CHECK).unref();
  return () => clearInterval(timer);
}
