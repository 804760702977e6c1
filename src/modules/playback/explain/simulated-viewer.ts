import type { Entitlement, EntitlementCover, PlaybackFacts, ViewerFacts } from '../../access';
import type { SimulatedViewer } from '../contract-explain';

/** What a simulated viewer brings along. */
export interface Credentials {
  /** Whether they have entered the password in force. */
  password: boolean;
  /** Years they have confirmed; null: never said. */
  age: number | null;
}

const sinceEver = new Date(0);

/** A viewer who is nobody in particular, as the decision wants to know them. */
export function viewerFactsOf(viewer: SimulatedViewer, facts: PlaybackFacts, brings: Credentials): ViewerFacts {
  const { passwordId = null } = facts.publication ?? {};
  return {
    accountId: viewer.kind === 'anonymous' ? null : 'simulated',
    teamRole: null,
    entitlements: entitlementsOf(viewer, facts),
    passwordIds: brings.password && passwordId ? [passwordId] : [],
    confirmedAge: brings.age,
    otherDevices: 0,
    takenOver: false,
  };
}

function entitlementsOf(viewer: SimulatedViewer, { videoId, broadcastId }: PlaybackFacts): Entitlement[] {
  const held = (source: Entitlement['source'], covers: EntitlementCover): Entitlement => {
    return { source, covers, from: sinceEver, until: null };
  };
  switch (viewer.kind) {
    case 'anonymous':
    case 'account':
      return [];
    case 'tier':
      return [held('subscription', { kind: 'tier', tierId: viewer.tierId })];
    case 'purchase':
      return [
        ...(videoId ? [held('purchase', { kind: 'video', videoId })] : []),
        ...(broadcastId ? [held('ticket', { kind: 'broadcast', broadcastId })] : []),
      ];
  }
}
