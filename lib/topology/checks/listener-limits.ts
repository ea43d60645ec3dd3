import type { Check } from "./check";
import { listenersOf } from "./walk";

const DEFAULT_TARGET = 8192;
const DEFAULT_HEADER = 32_768;

/** A head has room for the longest target that it may begin with. */
export const listenerLimits: Check = (subject, report) => {
  for (const { value: listener, at } of listenersOf(subject.topology)) {
    const limits = "limits" in listener ? listener.limits : undefined;
    if (limits === undefined) continue;
    const { targetBytes = DEFAULT_TARGET, headerBytes = DEFAULT_HEADER } = limits;
    const here = [...at, "limits"];
    const isUnreadable = ["targetBytes", "headerBytes"].some((field) => subject.isUnreadable([...here, field]));
    if (targetBytes < headerBytes || isUnreadable) continue;
    const given = limits.targetBytes === undefined ? "headerBytes" : "targetBytes";
    const message = `a target of ${targetBytes} bytes does not fit into a head of ${headerBytes}`;
    report.error([...here, given], "limit-out-of-reach", message, 'let "headerBytes" be more than "targetBytes"');
  }
};
