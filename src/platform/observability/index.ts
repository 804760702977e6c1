export { currentContext, runInContext, type WorkContext } from './context';
export { createHealth, type Health, type HealthCheck, type HealthReport } from './health';
export { createLogger, type Logger, logWarnings, silentLogger } from './logger';
export { createMetrics, type Metrics } from './metrics';
