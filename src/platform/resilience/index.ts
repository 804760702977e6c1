export { type Breaker, createBreaker } from './breaker';
export { createLimit, type Limit } from './limit';
export { pause, withTimeout } from './timeout';
