import { readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import type { Knex } from 'knex';

interface Migration {
  name: string;
  file: string;
}

type MigrationModule = Pick<Knex.Migration, 'up'>;

// Names are recorded without extension, so that the compiled and the TypeScript tree agree.
function migrationSource(directory: string): Knex.MigrationSource<Migration> {
  return {
    getMigrations: async () =>
      readdirSync(directory)
        .filter((file) => /^\d{8}T\d{4}_\w+\.(js|ts)$/.test(file))
        .sort()
        .map((file) => ({ name: parse(file).name, file: join(directory, file) })),
    getMigrationName: (migration) => migration.name,
    getMigration: async (migration) => {
      const { up } = require(migration.file) as MigrationModule;
      return { up, down: async () => undefined };
    },
  };
}

function migratorConfig(directory: string): Knex.MigratorConfig {
  return {
    migrationSource: migrationSource(directory),
    tableName: 'schema_migrations',
    disableMigrationsListValidation: true,
  };
}

/** Brings the schema forward; running it again, or against a newer schema, changes nothing. Returns the names applied. */
export async function migrateToLatest(knex: Knex, directory: string): Promise<string[]> {
  const [, applied] = (await knex.migrate.latest(migratorConfig(directory))) as [number, string[]];
  return applied;
}

/** Names of migrations this code knows and the database has not seen. */
export async function pendingMigrations(knex: Knex, directory: string): Promise<string[]> {
  const [, pending] = (await knex.migrate.list(migratorConfig(directory))) as [unknown[], Migration[]];
  return pending.map((migration) => migration.name);
}
