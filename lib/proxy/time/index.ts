export { Deadline } from "./deadline";
export { type Timer, type TimerOwner, TimerWheel } from "./timer-wheel";
export { inTurns } from "./turns";
