export { Deadline } from "./deadline";
export { dayOf, onNewDay } from "./new-day";
export { type Timer, type TimerOwner, TimerWheel } from "./timer-wheel";
export { inTurns } from "./turns";
