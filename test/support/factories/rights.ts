import type { Holdings, Rights, RightsFacts } from '../../../src/modules/rights';

export const freeEverywhere: RightsFacts = {
  rights: { channel: [], video: [], broadcast: [] },
  unknownCountry: 'refuse',
  access: { kind: 'free' },
  minimumAge: null,
  deviceLimit: null,
};

const holdsNothing: Holdings = { entitlements: new Map(), confirmedAge: null };

/** Rights held in memory: change what they say in the middle of a film. `reach` fails while they cannot be read. */
export function rightsInMemory(reach: () => Promise<void> = async () => undefined) {
  const facts = new Map<string, RightsFacts>();
  const holdings = new Map<string, Holdings>();
  const rights: Rights = {
    factsOf: async (subjects) => {
      await reach();
      return subjects.map(({ videoId }) => facts.get(videoId ?? '') ?? freeEverywhere);
    },
    holdingsOf: async (accountId) => {
      await reach();
      return holdings.get(accountId) ?? holdsNothing;
    },
    sourcesOf: async () => [],
    confirmAge: async (accountId, confirmedAge) => {
      await reach();
      holdings.set(accountId, { ...(holdings.get(accountId) ?? holdsNothing), confirmedAge });
    },
  };
  return {
    rights,
    /** What was not named is free, everywhere, for everybody. */
    setRights: (videoId: string, overrides: Partial<RightsFacts>) =>
      void facts.set(videoId, { ...freeEverywhere, ...overrides }),
    setHoldings: (accountId: string, overrides: Partial<Holdings>) =>
      void holdings.set(accountId, { ...holdsNothing, ...overrides }),
  };
}
