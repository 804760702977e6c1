export { type Breaker, createBreaker } from './breaker';
export { createLimit, type Limit } from './limit';
export { singleFlight } from './single-flight';
export { pause, withTimeout } from './timeout';
