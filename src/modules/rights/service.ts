import type { Rights, RightsFacts } from './face';

export function createRights(): Rights {
  const open: RightsFacts = {
    rights: { channel: [], video: [], broadcast: [] },
    unknownCountry: 'refuse',
    access: { kind: 'free' },
    minimumAge: null,
    deviceLimit: null,
  };
  return {
    factsOf: async (subjects) => subjects.map(() => open),
    holdingsOf: async () => ({ entitlements: new Map(), confirmedAge: null }),
    sourcesOf: async () => [],
    confirmAge: async () => undefined,
  };
}
