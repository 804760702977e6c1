import type { PlaybackFacts, Refusal, RightsLevel, RightsWindow, ViewerFacts } from '../../../src/modules/access';

export interface Case {
  facts: PlaybackFacts;
  viewer: ViewerFacts;
}

/** The same case with this one reason out of the world, and nothing else made better. */
export function cured({ facts, viewer }: Case, { reason, level }: Refusal): Case {
  const but = (change: Partial<PlaybackFacts>): Case => ({ facts: { ...facts, ...change }, viewer });
  const butViewer = (change: Partial<ViewerFacts>): Case => ({ facts, viewer: { ...viewer, ...change } });
  const published = (change: Partial<NonNullable<PlaybackFacts['publication']>>) =>
    but({ publication: facts.publication && { ...facts.publication, ...change } });
  switch (reason) {
    case 'trashed':
      return but({ trashed: false });
    case 'not_ready':
      return but({ playable: true });
    case 'not_published':
      return but({ publication: { visibility: 'public', startsAt: null, endsAt: null, passwordId: null } });
    case 'private':
    case 'password_required':
      return published({ visibility: 'unlisted' });
    case 'not_yet':
      return published({ startsAt: null });
    case 'ended':
      return published({ endsAt: null });
    case 'broadcast_cancelled':
    case 'broadcast_over':
    case 'not_on_air':
      return but({ broadcast: null });
    case 'blocked_here':
      return but({ rights: changed(facts, level, (windows) => windows.filter(({ effect }) => effect === 'allow')) });
    case 'not_here':
    case 'rights_over':
    case 'rights_not_yet':
      return but({ rights: changed(facts, level, (windows) => windows.filter(({ effect }) => effect === 'deny')) });
    case 'country_unknown':
      return but({ rights: changed(facts, level, (windows) => windows.flatMap(wherever)) });
    case 'age_unconfirmed':
      return but({ minimumAge: null });
    case 'subscription_required':
    case 'tier_required':
    case 'purchase_required':
    case 'ticket_required':
    case 'grant_required':
      return butViewer({
        entitlements: [
          ...viewer.entitlements,
          { source: 'grant', covers: { kind: 'channel' }, from: new Date(0), until: null },
        ],
      });
    case 'too_many_devices':
      return butViewer({ otherDevices: 0 });
    case 'taken_over':
      return butViewer({ takenOver: false });
  }
}

export function curedOfAll(sick: Case, refusals: readonly Refusal[]): Case {
  return refusals.reduce(cured, sick);
}

function changed(
  { rights }: PlaybackFacts,
  level: RightsLevel | undefined,
  change: (windows: readonly RightsWindow[]) => readonly RightsWindow[],
): PlaybackFacts['rights'] {
  if (!level) throw new Error('A refusal of rights names no level');
  return { ...rights, [level]: change(rights[level]) };
}

/** The window as if no country mattered to it. */
function wherever(window: RightsWindow): RightsWindow[] {
  const { effect, countries } = window;
  if (effect === 'deny') return 'except' in countries && countries.except.length === 0 ? [window] : [];
  const reachesSomebody = 'except' in countries || countries.only.length > 0;
  return [reachesSomebody ? { ...window, countries: { except: [] } } : window];
}
