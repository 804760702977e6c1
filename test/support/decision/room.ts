import type * as access from '../../../src/modules/access';

/** What the checks ask, so that they can be asked of a broken decision, too. */
export type DecisionRoom = Pick<typeof access, 'decidePlayback' | 'openCountries' | 'expandRegions'>;
