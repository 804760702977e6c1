import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw('create schema identity');
  await createAccounts(knex);
  await createProofs(knex);
  await createHistory(knex);
}

async function createAccounts(knex: Knex): Promise<void> {
  await knex.raw(`
    create table identity.accounts (
      id uuid primary key,
      public_id text not null unique,
      email text not null constraint accounts_email_key unique,
      email_verified_at timestamptz,
      display_name text not null check (length(display_name) between 1 and 80),
      password_hash text not null,
      password_changed_at timestamptz not null,
      version integer not null default 1,
      created_at timestamptz not null
    );

    create table identity.operators (
      account_id uuid primary key references identity.accounts on delete cascade,
      added_at timestamptz not null
    );
  `);
}

async function createProofs(knex: Knex): Promise<void> {
  await knex.raw(`
    create table identity.sessions (
      id uuid primary key,
      public_id text not null unique,
      account_id uuid not null references identity.accounts on delete cascade,
      token_hash bytea not null unique,
      created_at timestamptz not null,
      last_seen_at timestamptz not null,
      expires_at timestamptz not null,
      ip text not null,
      user_agent text not null
    );
    create index sessions_account on identity.sessions (account_id);
    create index sessions_expires_at on identity.sessions (expires_at);

    create table identity.tokens (
      id uuid primary key,
      public_id text not null unique,
      account_id uuid not null references identity.accounts on delete cascade,
      token_hash bytea not null unique,
      name text not null,
      scopes text[] not null,
      channel_ids uuid[],
      created_at timestamptz not null,
      last_used_at timestamptz,
      expires_at timestamptz
    );
    create index tokens_account on identity.tokens (account_id);
    create index tokens_expires_at on identity.tokens (expires_at) where expires_at is not null;

    create table identity.mail_links (
      id uuid primary key,
      account_id uuid not null references identity.accounts on delete cascade,
      purpose text not null check (purpose in ('verify-email', 'reset-password')),
      email text not null,
      token_hash bytea not null constraint mail_links_token_hash_key unique,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz
    );
    create index mail_links_account on identity.mail_links (account_id);
    create index mail_links_expires_at on identity.mail_links (expires_at);
  `);
}

async function createHistory(knex: Knex): Promise<void> {
  await knex.raw(`
    create table identity.security_events (
      id uuid primary key,
      account_id uuid references identity.accounts on delete cascade,
      kind text not null,
      ip text,
      details jsonb not null default '{}',
      at timestamptz not null
    );
    create index security_events_account on identity.security_events (account_id, at);
    create index security_events_at on identity.security_events (at);
  `);
}
