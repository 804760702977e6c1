export { type Breaker, createBreaker } from './breaker';
export { createLimit, type Limit, type Queue } from './limit';
export { pause, withTimeout } from './timeout';
