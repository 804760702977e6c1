import type { VideoTeamView } from '../../../modules/videos/contract';

/** Who may watch what is not private. */
export type Shown = 'public' | 'unlisted' | 'password';

export type PublicationState =
  | { kind: 'none' }
  | { kind: 'private' }
  | { kind: 'waiting'; visibility: Shown }
  | { kind: 'unusable'; visibility: Shown }
  | { kind: 'scheduled'; visibility: Shown; startsAt: string }
  | { kind: 'open'; visibility: Shown; endsAt: string | null }
  | { kind: 'ended'; endsAt: string };

/** What a publication means right now. */
export function publicationState({ publication, playable, status }: VideoTeamView, now: Date): PublicationState {
  if (!publication) return { kind: 'none' };
  const { visibility, startsAt, endsAt } = publication;
  if (visibility === 'private') return { kind: 'private' };
  if (endsAt && new Date(endsAt) <= now) return { kind: 'ended', endsAt };
  if (startsAt && new Date(startsAt) > now) return { kind: 'scheduled', visibility, startsAt };
  if (!playable && status === 'failed') return { kind: 'unusable', visibility };
  return playable ? { kind: 'open', visibility, endsAt } : { kind: 'waiting', visibility };
}
