/** Changes that change no answer, each with its reason. */
export interface EquivalentMutant {
  file: string;
  what: string;
  code: string;
  because: string;
}

export const equivalentMutants: readonly EquivalentMutant[] = [
  {
    file: 'access-rule',
    what: 'bound moved',
    code: 'from > at',
    because: 'an entitlement that begins at this very instant lets in, and then nobody asks what is lacking',
  },
  {
    file: 'rights-here',
    what: 'bound moved',
    code: 'from > at',
    because: 'a licence that begins at this very instant allows, and then nobody asks why none does',
  },
  {
    file: 'rights-window',
    what: 'bound moved',
    code: 'bound > at',
    because: 'at this very instant the answer is what it is, so that no change is ever found there',
  },
];
