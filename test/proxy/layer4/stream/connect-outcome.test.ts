import { outcomeOf } from "../../../../lib/proxy/layer4/stream/connect-outcome";

test.each([
  ["ECONNREFUSED", "unreachable"],
  ["EHOSTUNREACH", "unreachable"],
  ["ENETUNREACH", "unreachable"],
  ["ETIMEDOUT", "unreachable"],
  ["ENOTFOUND", "unreachable"],
  ["EMFILE", "abandoned"],
  ["EADDRNOTAVAIL", "abandoned"],
])("%s leaves the instance %s", (code, outcome) => {
  expect(outcomeOf(Object.assign(new Error(), { code }))).toBe(outcome);
});
