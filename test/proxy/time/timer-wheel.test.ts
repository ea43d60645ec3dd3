import { type Timer, type TimerOwner, TimerWheel } from "../../../lib/proxy/time";

beforeEach(() => void jest.useFakeTimers({ doNotFake: ["nextTick"] }));
afterEach(() => void jest.useRealTimers());

/** Notes when its timers go off, in milliseconds from its making. */
class Recorder implements TimerOwner {
  readonly times: number[] = [];
  onExpired: ((timer: Timer) => void) | undefined;
  private readonly begun = performance.now();

  timerExpired(timer: Timer): void {
    this.times.push(performance.now() - this.begun);
    this.onExpired?.(timer);
  }
}

function inTime(milliseconds: number): number {
  return performance.now() + milliseconds;
}

describe("the timer wheel", () => {
  test.each([0, 1, 9, 10, 55, 999, 10_000, 10_250, 75_000, 3_600_000])(
    "a timer of %d ms goes off once, never early and at most 30 ms late",
    (milliseconds) => {
      const recorder = new Recorder();
      new TimerWheel().create(recorder).set(inTime(milliseconds));

      jest.advanceTimersByTime(milliseconds + 30);

      expect(recorder.times).toHaveLength(1);
      expect(recorder.times[0]).toBeGreaterThanOrEqual(milliseconds);
      jest.advanceTimersByTime(4_000_000);
      expect(recorder.times).toHaveLength(1);
    },
  );

  test("one that is put off goes off at its new time alone", () => {
    const recorder = new Recorder();
    const timer = new TimerWheel().create(recorder);
    timer.set(inTime(100));

    jest.advanceTimersByTime(60);
    timer.set(inTime(100));
    jest.advanceTimersByTime(95);
    expect(recorder.times).toEqual([]);
    jest.advanceTimersByTime(40);

    expect(recorder.times).toHaveLength(1);
  });

  test("one that is brought forward goes off at its new time", () => {
    const recorder = new Recorder();
    const timer = new TimerWheel().create(recorder);
    timer.set(inTime(75_000));

    timer.set(inTime(40));
    jest.advanceTimersByTime(70);

    expect(recorder.times).toHaveLength(1);
  });

  test("one that is cleared or ended does not, and may be set again after it was cleared", () => {
    const recorder = new Recorder();
    const wheel = new TimerWheel();
    const [cleared, ended] = [wheel.create(recorder), wheel.create(recorder)];
    cleared.set(inTime(50));
    ended.set(inTime(50));

    cleared.clear();
    ended.end();
    jest.advanceTimersByTime(200);
    expect(recorder.times).toEqual([]);

    cleared.set(inTime(50));
    jest.advanceTimersByTime(80);
    expect(recorder.times).toHaveLength(1);
  });

  test("a timer may set itself, another, or end another, as it goes off", () => {
    const recorder = new Recorder();
    const wheel = new TimerWheel();
    const [first, second, third] = [wheel.create(recorder), wheel.create(recorder), wheel.create(recorder)];
    for (const timer of [first, second, third]) timer.set(inTime(50));
    let turns = 0;
    recorder.onExpired = (timer) => {
      turns += 1;
      if (turns > 1) return;
      timer.set(inTime(50));
      for (const other of [first, second, third])
        if (other !== timer) other === second ? other.end() : other.set(inTime(500));
    };

    jest.advanceTimersByTime(1000);

    expect(turns).toBe(3);
  });

  test("one that is set anew as it goes off, or has been put off, holds up no other", () => {
    const wheel = new TimerWheel();
    const [again, putOff, other] = [new Recorder(), new Recorder(), new Recorder()];
    again.onExpired = (timer) => timer.set(inTime(9000));
    wheel.create(again).set(inTime(50));
    const late = wheel.create(putOff);
    late.set(inTime(50));
    late.set(inTime(5000));
    wheel.create(other).set(inTime(200));

    jest.advanceTimersByTime(230);

    expect(again.times).toHaveLength(1);
    expect(other.times).toHaveLength(1);
  });

  test("nothing keeps the process, and nothing ticks while there is nothing to wait for", () => {
    const wheel = new TimerWheel();
    expect(jest.getTimerCount()).toBe(0);
    const timer = wheel.create(new Recorder());
    timer.set(inTime(20));
    expect(jest.getTimerCount()).toBe(1);

    jest.advanceTimersByTime(100);

    expect(jest.getTimerCount()).toBe(0);
  });

  test("a thousand timers at once each go off in time, each of them put off now and then", () => {
    const wheel = new TimerWheel();
    const recorders = Array.from({ length: 1000 }, () => new Recorder());
    const timers = recorders.map((recorder) => wheel.create(recorder));
    const due = timers.map((timer, index) => {
      const first = (index * 37) % 30_000;
      timer.set(inTime(first));
      return first;
    });
    for (let elapsed = 100; elapsed <= 50_000; elapsed += 100) {
      jest.advanceTimersByTime(100);
      const index = (elapsed * 7) % 1000;
      if ((due[index] ?? 0) <= elapsed) continue;
      due[index] = elapsed + ((elapsed * 13) % 20_000) + 1;
      timers[index]?.set(inTime(due[index] - elapsed));
    }

    jest.advanceTimersByTime(30_000);

    for (const [index, { times }] of recorders.entries()) {
      expect(times).toHaveLength(1);
      expect((times[0] ?? 0) - (due[index] ?? 0)).toBeGreaterThanOrEqual(0);
      expect((times[0] ?? 0) - (due[index] ?? 0)).toBeLessThanOrEqual(30);
    }
  });
});
