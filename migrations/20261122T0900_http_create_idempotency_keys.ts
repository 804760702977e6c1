import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create schema http;
    create table http.idempotency_keys (
      claim_id uuid not null unique,
      account_id uuid not null,
      key text not null check (length(key) <= 200),
      fingerprint text not null,
      took_effect boolean not null default false,
      status integer,
      body jsonb,
      created_at timestamptz not null default now(),
      primary key (account_id, key)
    );
    create index idempotency_keys_created_at on http.idempotency_keys (created_at);
  `);
}
