import type { Videos } from '../videos';
import { applyLocked, type ChangeTools, changedRights } from './change-rules';
import { changeNotFound, changeUndone } from './errors';
import { lockChange, type RuleOfChange, rulesOfChange, subjectsOfChange } from './history-store';
import { lockSubjects, type Subject } from './rule-store';
import { type RuleEntry, unsaid } from './rule-values';

export interface Undo {
  /**
   * Puts back what each subject had before the change, but for those that somebody changed again since.
   * @throws AppError `change_not_found` or `change_undone`.
   */
  undo(channel: { id: string; handle: string }, changeId: string, actor: string): Promise<Undone>;
}

/** In subjects. */
export interface Undone {
  undone: number;
  kept: number;
}

interface UndoDependencies extends ChangeTools {
  videos: Pick<Videos, 'factsOf'>;
}

export function createUndo(deps: UndoDependencies): Undo {
  const { db, cache, videos } = deps;
  const messageOf = async (handle: string, subjects: readonly Subject[]): Promise<string> => {
    if (subjects.some(({ kind }) => kind === 'channel')) return `@${handle}`;
    return (await videos.factsOf(subjects.map(({ id }) => id))).map(({ publicId }) => publicId).join(' ');
  };
  return {
    undo: async ({ id: channelId, handle }, changeId, actor) => {
      const { restored, kept } = await db.transaction(async (tx) => {
        const change = await lockChange(tx, channelId, changeId);
        if (!change) throw changeNotFound();
        if (change.isUndone) throw changeUndone();
        const subjects = await subjectsOfChange(tx, changeId);
        await lockSubjects(tx, subjects);
        const rules = await rulesOfChange(tx, changeId);
        const changedSince = new Set(rules.filter(({ inForce }) => !inForce).map(({ subjectId }) => subjectId));
        const untouched = subjects.filter(({ id }) => !changedSince.has(id));
        const entries = rules.filter(({ subjectId }) => !changedSince.has(subjectId)).map(entryBefore);
        await applyLocked(tx, deps, { channelId, actor, subjects: untouched, entries }, changeId);
        return { restored: untouched, kept: changedSince.size };
      });
      if (restored.length > 0) await cache.broadcast(changedRights, await messageOf(handle, restored));
      return { undone: restored.length, kept };
    },
  };
}

function entryBefore({ subjectId, what, before }: RuleOfChange): RuleEntry {
  return { subjectId, what, value: before === null ? unsaid[what] : JSON.parse(before) };
}
