import type { GrantBody } from '../../../modules/rights/contract';

/** A grant or gift as its form holds it. */
export interface GiveDraft {
  email: string;
  source: GrantBody['source'];
  kind: GrantBody['covers']['kind'];
  tierId: string | null;
  videoId: string | null;
  from: string | null;
  until: string | null;
  note: string;
}

export const freshDraft: GiveDraft = {
  ...{ email: '', source: 'grant', kind: 'channel', tierId: null, videoId: null, from: null, until: null, note: '' },
};

export type GiveFault = `people.fault.${'email' | 'tier' | 'video' | 'until'}`;

export type GiveReading =
  | { kind: 'body'; body: GrantBody }
  | { kind: 'fault'; field: 'email' | 'tier' | 'video' | 'until'; fault: GiveFault };

/** The form as the API takes it, or the first thing that is wrong with it. */
export function readGiveDraft(draft: GiveDraft): GiveReading {
  const { source, from, until } = draft;
  const email = draft.email.trim();
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) return { kind: 'fault', field: 'email', fault: 'people.fault.email' };
  const covers = coversOf(draft);
  if (typeof covers === 'string') return { kind: 'fault', field: covers, fault: `people.fault.${covers}` };
  if (from && until && Date.parse(from) >= Date.parse(until))
    return { kind: 'fault', field: 'until', fault: 'people.fault.until' };
  return { kind: 'body', body: { email, source, covers, from, until, note: draft.note.trim() || null } };
}

function coversOf({ kind, tierId, videoId }: GiveDraft): GrantBody['covers'] | 'tier' | 'video' {
  if (kind === 'tier') return tierId ? { kind, tierId } : 'tier';
  if (kind === 'video') return videoId ? { kind, videoId } : 'video';
  return { kind };
}
