import type { Reader, Tx } from '../../platform/db';
import type { Subject } from './rule-store';
import type { RuleKind, SubjectKind } from './rule-values';

/** Holds the change until the transaction ends. */
export async function lockChange(tx: Tx, channelId: string, changeId: string): Promise<{ isUndone: boolean } | null> {
  const held = await tx('rights.changes').where({ id: changeId, channel_id: channelId }).forUpdate().first('id');
  if (!held) return null;
  return { isUndone: (await tx('rights.changes').where({ undoes: changeId }).first('id')) !== undefined };
}

export async function subjectsOfChange(tx: Tx, changeId: string): Promise<Subject[]> {
  const answer = await tx.raw<{ rows: Subject[] }>(
    `select id, kind, channel_id as "channelId" from rights.subjects
     where id in (select subject_id from rights.rules where change_id = ?)`,
    [changeId],
  );
  return answer.rows;
}

export interface RuleOfChange {
  subjectId: string;
  what: RuleKind;
  inForce: boolean;
  /** JSON of what it took the place of; null: nothing had been said. */
  before: string | null;
}

export async function rulesOfChange(tx: Tx, changeId: string): Promise<RuleOfChange[]> {
  const answer = await tx.raw<{ rows: RuleOfChange[] }>(
    `select rule.subject_id as "subjectId", rule.what, rule.valid_to is null as "inForce", before.value::text as before
     from rights.rules as rule left join rights.rules as before on before.id = rule.replaces
     where rule.change_id = ?`,
    [changeId],
  );
  return answer.rows;
}

export interface RuleDeed {
  id: string;
  what: RuleKind;
  at: Date;
  actor: string;
  changeId: string;
  undoes: string | null;
  before: unknown;
  after: unknown;
}

/** Newest first, from below a place. */
export async function deedsOf(
  db: Reader,
  subjectId: string,
  { limit, below }: { limit: number; below: { at: Date; id: string } | null },
): Promise<RuleDeed[]> {
  const rows = db('rights.rules as rule')
    .join('rights.changes as change', 'change.id', 'rule.change_id')
    .leftJoin('rights.rules as before', 'before.id', 'rule.replaces')
    .where('rule.subject_id', subjectId)
    .orderBy([
      { column: 'rule.recorded_at', order: 'desc' },
      { column: 'rule.id', order: 'desc' },
    ])
    .limit(limit)
    .select({
      ...{ id: 'rule.id', what: 'rule.what', at: 'rule.recorded_at', actor: 'rule.actor', changeId: 'rule.change_id' },
      ...{ undoes: 'change.undoes', before: 'before.value', after: 'rule.value' },
    });
  if (below) rows.whereRaw('(rule.recorded_at, rule.id) < (?::timestamptz, ?::uuid)', [below.at, below.id]);
  return rows;
}

export interface RuleInForce {
  kind: SubjectKind;
  what: RuleKind;
  actor: string;
  from: Date;
  to: Date | null;
}

/** Newest first. */
export async function rulesInForce(db: Reader, subjectIds: readonly string[], at: Date): Promise<RuleInForce[]> {
  const answer = await db.raw<{ rows: RuleInForce[] }>(
    `select subject_kind as kind, what, actor, valid_from as "from", valid_to as "to" from rights.rules
     where subject_id = any(?::uuid[]) and valid_from <= ? and (valid_to is null or valid_to > ?)
     order by valid_from desc, what`,
    [[...subjectIds], at, at],
  );
  return answer.rows;
}
