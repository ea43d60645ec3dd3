import { once } from "node:events";
import { createConnection, createServer } from "node:net";
import { Deadline, TimerWheel } from "../../../lib/proxy/time";

describe("with a clock of its own", () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  test.each([1, 9, 10, 11, 250, 5000, 60_000, 3_600_000])("%i ms pass up to two ticks late, never early", (time) => {
    for (const offset of [0, 3, 9]) {
      jest.advanceTimersByTime(offset);
      const passed = jest.fn();
      new Deadline(new TimerWheel(), time, passed);
      jest.advanceTimersByTime(time - 1);
      expect(passed).not.toHaveBeenCalled();
      jest.advanceTimersByTime(31);
      expect(passed).toHaveBeenCalledTimes(1);
    }
  });

  test("zero never passes and runs no timer", () => {
    const passed = jest.fn();
    new Deadline(new TimerWheel(), 0, passed);
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(10_000_000);
    expect(passed).not.toHaveBeenCalled();
  });

  test("what is put off starts its time anew", () => {
    const wheel = new TimerWheel();
    const passed = jest.fn();
    const deadline = new Deadline(wheel, 1000, passed);
    for (let second = 0; second < 300; second++) {
      jest.advanceTimersByTime(900);
      deadline.putOff();
    }
    expect(passed).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1031);
    expect(passed).toHaveBeenCalledTimes(1);
  });

  test("what is cancelled does not pass, also by one that passes at the same time", () => {
    const wheel = new TimerWheel();
    const passed: string[] = [];
    const early = new Deadline(wheel, 500, () => passed.push("early"));
    const one: Deadline = new Deadline(wheel, 500, () => {
      passed.push("one of two");
      other.cancel();
    });
    const other: Deadline = new Deadline(wheel, 500, () => {
      passed.push("one of two");
      one.cancel();
    });
    early.cancel();
    early.cancel();
    jest.advanceTimersByTime(2000);
    expect(passed).toEqual(["one of two"]);
  });

  test("what is over is not put off any more", () => {
    const wheel = new TimerWheel();
    const passed = jest.fn();
    const [cancelled, gone] = [new Deadline(wheel, 300, passed), new Deadline(wheel, 300, passed)];
    cancelled.cancel();
    jest.advanceTimersByTime(400);
    cancelled.putOff();
    gone.putOff();
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(1000);
    expect(passed).toHaveBeenCalledTimes(1);
  });

  test("a deadline may be set while another passes", () => {
    const wheel = new TimerWheel();
    const passed = jest.fn();
    new Deadline(wheel, 300, () => new Deadline(wheel, 300, passed));
    jest.advanceTimersByTime(590);
    expect(passed).not.toHaveBeenCalled();
    jest.advanceTimersByTime(80);
    expect(passed).toHaveBeenCalledTimes(1);
  });

  test("ten thousand deadlines run one timer, and none once they are over", () => {
    const wheel = new TimerWheel();
    let passed = 0;
    for (let index = 0; index < 10_000; index++) new Deadline(wheel, 100 + index, () => passed++);
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(10_130);
    expect(passed).toBe(10_000);
    expect(jest.getTimerCount()).toBe(0);
  });
});

test("what arrived while the loop was busy counts before the deadline does", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const client = createConnection(address.port, "127.0.0.1");
  const [accepted] = await once(server, "connection");
  const wheel = new TimerWheel();
  const events: string[] = [];
  const deadline = new Deadline(wheel, 200, () => events.push("passed"));
  const arrived = new Promise<void>((resolve) => {
    accepted.on("data", () => {
      events.push("data");
      deadline.putOff();
      setTimeout(resolve, 110);
    });
  });

  client.write("x");
  const until = performance.now() + 600;
  while (performance.now() < until);
  await arrived;

  expect(events).toEqual(["data"]);
  deadline.cancel();
  client.destroy();
  accepted.destroy();
  server.close();
});
