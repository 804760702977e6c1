export { createTimers, type TimersOptions } from './create-timers';
export type { Timer, Timers } from './timers';
