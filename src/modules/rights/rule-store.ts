import type { Reader, Tx } from '../../platform/db';
import { newId } from '../../platform/ids';
import { type RuleEntry, type RuleKind, type SubjectKind, unsaid } from './rule-values';

export interface StoredRule {
  subjectId: string;
  what: RuleKind;
  /** JSON; the same text for the same value, so that many alike are parsed once. */
  value: string;
}

/** Of all these subjects in one query; with `at`, as they were then. */
export async function rulesOf(db: Reader, subjectIds: readonly string[], at: Date | null): Promise<StoredRule[]> {
  const ids = [...subjectIds];
  const answer = await (at === null
    ? db.raw<{ rows: StoredRule[] }>(inForceNow, [ids])
    : db.raw<{ rows: StoredRule[] }>(inForceThen, [ids, at, at]));
  return answer.rows;
}

const inForceNow = `
  select subject_id as "subjectId", what, value::text as value
  from rights.rules join (select distinct unnest(?::uuid[]) as id) as asked on asked.id = subject_id
  where valid_to is null`;

const inForceThen = `
  select subject_id as "subjectId", what, value::text as value
  from rights.rules join (select distinct unnest(?::uuid[]) as id) as asked on asked.id = subject_id
  where valid_from <= ? and (valid_to is null or valid_to > ?)`;

export interface Subject {
  id: string;
  kind: SubjectKind;
  channelId: string;
}

export interface VersionedRules {
  version: number;
  rules: StoredRule[];
}

/** Rules and version of one instant, by subject; those nothing was said of are left out. */
export async function versionedRulesOf(db: Reader, ids: readonly string[]): Promise<Map<string, VersionedRules>> {
  const answer = await db.raw<{ rows: (Omit<StoredRule, 'what'> & { what: RuleKind | null; version: number })[] }>(
    `select subject.id as "subjectId", version, what, value::text as value
     from rights.subjects as subject
     left join rights.rules on subject_id = subject.id and valid_to is null
     where subject.id = any(?::uuid[])`,
    [[...ids]],
  );
  const found = new Map<string, VersionedRules>();
  for (const { subjectId, version, what, value } of answer.rows) {
    const entry = found.get(subjectId) ?? { version, rules: [] };
    if (what) entry.rules.push({ subjectId, what, value });
    found.set(subjectId, entry);
  }
  return found;
}

/** Holds the subjects until the transaction ends, always in the same order; subject → version. */
export async function lockSubjects(tx: Tx, subjects: readonly Subject[]): Promise<Map<string, number>> {
  const ids = subjects.map(({ id }) => id);
  await tx.raw(
    `insert into rights.subjects (id, kind, channel_id)
     select * from unnest(?::uuid[], ?::text[], ?::uuid[]) as asked (id, kind, channel_id) order by id
     on conflict (id) do nothing`,
    [ids, subjects.map(({ kind }) => kind), subjects.map(({ channelId }) => channelId)],
  );
  const answer = await tx.raw<{ rows: { id: string; version: number }[] }>(
    'select id, version from rights.subjects where id = any(?::uuid[]) order by id for update',
    [ids],
  );
  return new Map(answer.rows.map(({ id, version }) => [id, version]));
}

export interface DifferingRule {
  subjectId: string;
  what: RuleKind;
  value: string;
  /** The row that says otherwise now; null: nothing was said. */
  replaces: string | null;
}

/** Those of the entries that would change something. Their subjects must be locked. */
export async function rulesThatDiffer(tx: Tx, entries: readonly RuleEntry[]): Promise<DifferingRule[]> {
  const answer = await tx.raw<{ rows: DifferingRule[] }>(
    `select wanted.subject_id as "subjectId", wanted.what, wanted.value, present.id as replaces
     from unnest(?::uuid[], ?::text[], ?::text[], ?::text[]) as wanted (subject_id, what, value, unsaid)
     left join rights.rules as present
       on present.subject_id = wanted.subject_id and present.what = wanted.what and present.valid_to is null
     where coalesce(present.value, wanted.unsaid::jsonb) <> wanted.value::jsonb`,
    [
      entries.map(({ subjectId }) => subjectId),
      entries.map(({ what }) => what),
      entries.map(({ value }) => JSON.stringify(value)),
      entries.map(({ what }) => JSON.stringify(unsaid[what])),
    ],
  );
  return answer.rows;
}

export interface ChangeStep {
  changeId: string;
  channelId: string;
  actor: string;
  at: Date;
  undoes: string | null;
}

/** Ends what they take the place of, begins them, and raises the versions of their subjects. */
export async function writeRules(tx: Tx, rules: readonly DifferingRule[], step: ChangeStep): Promise<void> {
  const { changeId, channelId, actor, at, undoes } = step;
  const ended = rules.flatMap(({ replaces }) => replaces ?? []);
  await tx('rights.changes').insert({ id: changeId, channel_id: channelId, actor, recorded_at: at, undoes });
  await tx.raw(
    'update rights.rules set valid_to = greatest(valid_from, ?::timestamptz), ended_by = ? where id = any(?::uuid[])',
    [at, actor, ended],
  );
  // Two processes may read their clocks in the other order than they took the lock: no rule begins before the one it replaces.
  await tx.raw(
    `insert into rights.rules
       (id, subject_id, subject_kind, what, value, change_id, replaces, valid_from, recorded_at, actor)
     select new.id, new.subject_id, kind, new.what, new.value::jsonb, ?, ended.id, greatest(ended.valid_from, ?), ?, ?
     from unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[]) as new (id, subject_id, what, value)
     join rights.subjects as subject on subject.id = new.subject_id
     left join rights.rules as ended
       on ended.id = any(?::uuid[]) and ended.subject_id = new.subject_id and ended.what = new.what`,
    [
      ...[changeId, at, at, actor],
      ...[rules.map(() => newId(at.getTime())), rules.map(({ subjectId }) => subjectId)],
      ...[rules.map(({ what }) => what), rules.map(({ value }) => value), ended],
    ],
  );
  await tx.raw('update rights.subjects set version = version + 1 where id = any(?::uuid[])', [
    rules.map(({ subjectId }) => subjectId),
  ]);
}

/** All that was ever said of a subject goes. */
export async function deleteSubject(tx: Tx, id: string): Promise<void> {
  await tx('rights.subjects').where({ id }).delete();
}
