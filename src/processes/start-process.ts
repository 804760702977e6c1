import { ConfigError, loadConfig, type ProcessName } from '../platform/config';
import { armFailpoint } from '../platform/failpoints';
import { createLogger, logWarnings } from '../platform/observability';
import { compose } from './compose';
import { logBudget, logFigures } from './figures';
import { guardMemory } from './memory-guard';
import { type Role, startRoles } from './roles';
import { createLeave, leaveOnSignal } from './shutdown';

/** One process from its start to its signal. A configuration with problems ends it at once and names them all. */
export function startProcess(name: ProcessName, roles: readonly Role[]): void {
  start(name, roles).catch((error: unknown) => {
    const explanation = error instanceof ConfigError ? error.message : (error as Error).stack;
    process.stderr.write(`${name} could not start. ${explanation}\n`);
    process.exit(1);
  });
}

async function start(name: ProcessName, roles: readonly Role[]): Promise<void> {
  const startedAt = Date.now();
  const loaded = loadConfig(name);
  armFailpoint(loaded.config.failpoint);
  const logger = createLogger({ process: name, level: loaded.config.logLevel });
  logWarnings(logger);
  process.on('unhandledRejection', (error) => logger.error({ error }, 'A rejection was not handled'));
  const composition = compose(loaded, logger);
  const { closers } = composition;
  const leave = createLeave({ close: () => closers.closeAll() }, logger);
  leaveOnSignal(leave);
  const stopGuard = guardMemory({
    limitMb: loaded.config.memoryLimitMb,
    logger,
    leave: () => leave(1, 'memory'),
  });
  logBudget(composition, roles);
  await startRoles(roles, composition);
  closers.push(stopGuard); // last here, so it rests first
  closers.push(logFigures(composition.platform));
  logger.info({ roles, ms: Date.now() - startedAt }, 'Started');
}
