import { performance } from "node:perf_hooks";
import { hashSync } from "bcryptjs";
import { BcryptThread } from "../../../../lib/proxy/http/filters/basic-auth/bcrypt-thread";
import { Gatekeeper } from "../../../../lib/proxy/http/filters/basic-auth/gatekeeper";
import { parseUserEntry, type UserEntry } from "../../../../lib/topology";

const QUICK = 4;
const SLOW = 12;

test("passwords are compared in the order in which they come", async () => {
  const thread = new BcryptThread();
  const [one, other] = [hashSync("one", QUICK), hashSync("other", QUICK)];

  const answers = [thread.compare("one", one), thread.compare("one", other), thread.compare("other", other)];

  expect(await Promise.all(answers)).toEqual([true, false, true]);
});

test("the thread that serves requests is free meanwhile", async () => {
  const thread = new BcryptThread();
  const hash = hashSync("right", SLOW);
  await thread.compare("warm", hashSync("warm", QUICK));
  const before = performance.eventLoopUtilization();

  expect(await thread.compare("wrong", hash)).toBe(false);

  expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
});

test("a thread that nobody needs ends, and there is another for who comes next", async () => {
  const thread = new BcryptThread(1);
  const hash = hashSync("right", QUICK);

  for (let times = 0; times < 3; times++) {
    expect(await thread.compare("right", hash)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});

test("a check that fails does not keep the next from being made", async () => {
  const broken: UserEntry["hash"] = { type: "bcrypt", text: "$9x$04$".padEnd(60, "x") };
  const whole = parseUserEntry(`whole:${hashSync("right", QUICK).replace("$2b$", "$2y$")}`) as UserEntry;
  const gatekeeper = new Gatekeeper([{ name: "broken", hash: broken }, whole]);

  await expect(gatekeeper.check({ name: "broken", password: Buffer.from("any") })).rejects.toThrow();

  expect(await gatekeeper.check({ name: "whole", password: Buffer.from("right") })).toBe("admitted");
});
