import fc from 'fast-check';
import { seed } from '../../../test/support/decision/checks';
import { properties } from '../../../test/support/decision/properties';
import * as room from './index';

const runs = { numRuns: process.env.SHOWRUNNER_LONG ? 50_000 : 200, seed };

test.each(properties.map(({ name, check }) => [name, check] as const))('%s', (_name, check) => {
  fc.assert(check(room), runs);
});
