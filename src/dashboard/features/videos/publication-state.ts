import type { VideoTeamView } from '../../../modules/videos/contract';

export type PublicationState =
  | { kind: 'none' }
  | { kind: 'private' }
  | { kind: 'waiting'; visibility: 'public' | 'unlisted' }
  | { kind: 'unusable'; visibility: 'public' | 'unlisted' }
  | { kind: 'scheduled'; visibility: 'public' | 'unlisted'; startsAt: string }
  | { kind: 'open'; visibility: 'public' | 'unlisted'; endsAt: string | null }
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
