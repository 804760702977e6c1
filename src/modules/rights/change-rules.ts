import type { Outbox } from '../../platform/bus';
import type { Cache } from '../../platform/cache';
import type { Clock } from '../../platform/clock';
import type { Database, Tx } from '../../platform/db';
import { newPublicId } from '../../platform/ids';
import { versionConflict } from './errors';
import { rightsChanged } from './events';
import { lockSubjects, rulesThatDiffer, type Subject, writeRules } from './rule-store';
import type { RuleEntry } from './rule-values';

export interface ChangeTools {
  db: Database;
  outbox: Outbox;
  clock: Clock;
  cache: Cache;
}

/** Cache channel on which every process hears what pages must not show any more: public ids of videos, or `@handle`. */
export const changedRights = 'rights:changed';

export interface RulesEdit {
  channelId: string;
  actor: string;
  subjects: readonly Subject[];
  entries: readonly RuleEntry[];
}

export interface ChangedRules {
  changeId: string;
  /** Subjects; those that were so already are left out. */
  changed: ReadonlySet<string>;
}

/** One edit of one subject. @throws AppError `version_conflict` when it has moved on from `expectedVersion`. */
export function changeOne(tools: ChangeTools, edit: RulesEdit, expectedVersion: number | null): Promise<ChangedRules> {
  return tools.db.transaction(async (tx) => {
    const [version = 0] = (await lockSubjects(tx, edit.subjects)).values();
    if (expectedVersion !== null && expectedVersion !== version) throw versionConflict(version);
    return applyLocked(tx, tools, edit);
  });
}

/** All of it or nothing. */
export function changeMany(tools: ChangeTools, edit: RulesEdit): Promise<ChangedRules> {
  return tools.db.transaction(async (tx) => {
    await lockSubjects(tx, edit.subjects);
    return applyLocked(tx, tools, edit);
  });
}

/** The subjects are locked. Rules, history, versions and event are one. */
export async function applyLocked(
  tx: Tx,
  { clock, outbox }: Pick<ChangeTools, 'clock' | 'outbox'>,
  { channelId, actor, subjects, entries }: RulesEdit,
  undoes: string | null = null,
): Promise<ChangedRules> {
  const changeId = newPublicId('chg');
  const rules = await rulesThatDiffer(tx, entries);
  const changed = new Set(rules.map(({ subjectId }) => subjectId));
  if (rules.length === 0) return { changeId, changed };
  const at = clock.now();
  await writeRules(tx, rules, { changeId, channelId, actor, at, undoes });
  const touched = subjects.filter(({ id }) => changed.has(id));
  const videoIds = touched.some(({ kind }) => kind === 'channel')
    ? null
    : touched.flatMap(({ id, kind }) => (kind === 'video' ? [id] : []));
  await outbox.publish(tx, rightsChanged, { channelId, videoIds, at: at.toISOString() });
  return { changeId, changed };
}
