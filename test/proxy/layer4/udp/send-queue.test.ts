import { canTake } from "../../../../lib/proxy/layer4/udp/send-queue";

test.each([
  [0, true],
  [1024 * 1024 - 1, true],
  [1024 * 1024, false],
  [9_000_000, false],
])("a socket in which %i bytes wait takes another datagram: %s", (waiting, takes) => {
  expect(canTake({ getSendQueueSize: () => waiting })).toBe(takes);
});
