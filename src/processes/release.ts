import knex from 'knex';
import { loadConfig } from '../platform/config';
import { addressOf, migrateToLatest } from '../platform/db';
import { createLogger, logWarnings } from '../platform/observability';
import { migrationsDirectory } from './platform';

/** Heroku's release phase: brings the schema forward; running it again changes nothing. */
async function release(): Promise<void> {
  const { config } = loadConfig('release');
  const logger = createLogger({ process: 'release', level: config.logLevel });
  logWarnings(logger);
  const connection = {
    ...addressOf(config.database.url.reveal(), config.database.tls),
    application_name: 'showrunner-release',
  };
  const database = knex({ client: 'pg', connection, pool: { min: 0, max: 1 } });
  try {
    // A lock that old processes hold must not queue every new query behind us.
    await database.raw("set lock_timeout = '10s'");
    const applied = await migrateToLatest(database, migrationsDirectory);
    logger.info({ applied }, applied.length > 0 ? 'Migrated' : 'Nothing to migrate');
  } finally {
    await database.destroy();
  }
}

release().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
