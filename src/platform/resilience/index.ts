export { type Breaker, createBreaker } from './breaker';
export { inTurns } from './in-turns';
export { createLimit, type Limit, type Queue } from './limit';
export { type LoopMeter, type LoopMeterOptions, startLoopMeter } from './loop-meter';
export { pause, withTimeout } from './timeout';
