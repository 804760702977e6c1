import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create schema rights;

    -- What rules are about; held with a row lock by every change of its rules.
    create table rights.subjects (
      id uuid primary key,
      kind text not null check (kind in ('channel', 'video', 'broadcast')),
      channel_id uuid not null,
      version integer not null default 0
    );

    create table rights.changes (
      id text primary key,
      channel_id uuid not null,
      actor uuid not null,
      recorded_at timestamptz not null,
      -- The change that this one took back.
      undoes text unique references rights.changes
    );

    create table rights.rules (
      id uuid primary key,
      subject_id uuid not null references rights.subjects on delete cascade,
      subject_kind text not null,
      what text not null check (what in ('windows', 'access', 'age', 'settings')),
      value jsonb not null,
      change_id text not null references rights.changes,
      -- The rule it took the place of; null where nothing had been said before.
      replaces uuid,
      valid_from timestamptz not null,
      valid_to timestamptz check (valid_to >= valid_from),
      recorded_at timestamptz not null,
      actor uuid not null,
      ended_by uuid
    );
    create unique index rules_one_at_a_time on rights.rules (subject_id, what) where valid_to is null;
    create index rules_history on rights.rules (subject_id, valid_from);
    create index rules_of_change on rights.rules (change_id);

    -- Billing's tiers as known from one event to the next; id is the public one.
    create table rights.tiers (
      row_id uuid primary key,
      id text not null,
      channel_id uuid not null,
      name text not null,
      prices jsonb not null,
      on_sale boolean not null,
      -- Of the event that told it; an older one changes nothing.
      version integer not null,
      recorded_at timestamptz not null,
      superseded_at timestamptz check (superseded_at >= recorded_at)
    );
    create unique index tiers_known_once on rights.tiers (id) where superseded_at is null;
    create index tiers_of_channel on rights.tiers (channel_id);

    -- Bitemporal: valid_* is when it holds, recorded_at and superseded_at from when to when this was what we knew of it.
    create table rights.entitlements (
      row_id uuid primary key,
      -- The public one; the same in every row that corrects an earlier one.
      id text not null,
      account_id uuid not null,
      channel_id uuid not null,
      source text not null check (source in ('subscription', 'purchase', 'rental', 'ticket', 'gift', 'grant')),
      covers text not null check (covers in ('channel', 'tier', 'video', 'broadcast')),
      covers_id text,
      valid_from timestamptz not null,
      -- Equal to valid_from: it never held.
      valid_to timestamptz check (valid_to >= valid_from),
      recorded_at timestamptz not null,
      superseded_at timestamptz check (superseded_at >= recorded_at),
      -- Who wrote this row by hand, or what billing calls it and how new its news was.
      actor uuid,
      reference text,
      version integer,
      note text,
      check ((covers = 'channel') = (covers_id is null)),
      check ((actor is null) <> (reference is null)),
      check ((reference is null) = (version is null))
    );
    create unique index entitlements_known_once on rights.entitlements (id) where superseded_at is null;
    create unique index entitlements_of_billing on rights.entitlements (reference) where superseded_at is null;
    create index entitlements_of_account on rights.entitlements (account_id);
    create index entitlements_of_channel on rights.entitlements (channel_id, row_id desc) where superseded_at is null;
    create index entitlements_by_cover on rights.entitlements (covers_id);

    create table rights.age_confirmations (
      id uuid primary key,
      account_id uuid not null,
      age integer not null,
      valid_from timestamptz not null,
      valid_to timestamptz check (valid_to >= valid_from),
      recorded_at timestamptz not null
    );
    create unique index age_confirmations_one_at_a_time on rights.age_confirmations (account_id) where valid_to is null;
    create index age_confirmations_of_account on rights.age_confirmations (account_id, valid_from);
  `);
}
