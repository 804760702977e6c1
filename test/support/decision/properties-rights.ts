import fc from 'fast-check';
import { rightsLevels } from '../../../src/modules/access';
import { anyCountry, anyFacts, anyInstant, anyOutsider, anyRights, countries, onePlace } from './arbitrary-facts';
import { allow, aVideo, deny, everywhere, shifted, stranger } from './facts';
import {
  allows,
  answer,
  type DecisionProperty,
  holds,
  type Question,
  question,
  reasonsOf,
  same,
  withWindows,
} from './property';
import type { DecisionRoom } from './room';

const outsiders = question({ facts: anyFacts, viewer: anyOutsider, country: anyCountry, at: anyInstant });
/** Where nothing but rights decides. */
const rightsOnly = question({
  facts: fc.tuple(anyRights, anyFacts).map(([rights, { unknownCountry }]) => aVideo({ rights, unknownCountry })),
  viewer: fc.constant(stranger),
  country: anyCountry,
  at: anyInstant,
});
const levels = fc.constantFrom(...rightsLevels);

const sameAnswer = (room: DecisionRoom, one: Question, other: Question) => same(answer(room, one), answer(room, other));

/** True of rights windows, whatever else is the case. */
export const rightsProperties: readonly DecisionProperty[] = [
  holds(
    'a denying window always wins, on whatever level',
    fc.tuple(outsiders, levels, fc.boolean()),
    (room, [asked, level, bounded]) => {
      const { at, country } = asked;
      const here = country === null || country === 'anywhere' ? everywhere : { only: [country] };
      const span = bounded ? { from: at, until: shifted(at, 1) } : {};
      const denied = withWindows(asked, (windows, each) => (each === level ? [...windows, deny(here, span)] : windows));
      return reasonsOf(answer(room, denied)).includes(`blocked_here ${level}`);
    },
  ),
  holds(
    'an allowing window for everywhere and always takes every limit of its level away',
    fc.tuple(rightsOnly, levels),
    (room, [asked, level]) => {
      const lifted = withWindows(asked, (windows, each) =>
        each === level ? [allow(everywhere), ...windows.filter(({ effect }) => effect === 'allow')] : windows,
      );
      return !reasonsOf(answer(room, lifted)).some((reason) => reason.endsWith(` ${level}`));
    },
  ),
  holds('the order of windows does not matter', outsiders, (room, asked) =>
    sameAnswer(
      room,
      asked,
      withWindows(asked, (windows) => [...windows].reverse()),
    ),
  ),
  holds(
    'a window cut in two at an instant inside it says the same',
    fc.tuple(outsiders, anyInstant),
    (room, [asked, cut]) => {
      const split = withWindows(asked, (windows) =>
        windows.flatMap((window) => {
          const inside = (!window.from || window.from < cut) && (!window.until || cut < window.until);
          return inside
            ? [
                { ...window, until: cut },
                { ...window, from: cut },
              ]
            : [window];
        }),
      );
      return sameAnswer(room, asked, split);
    },
  ),
  holds('the countries where it is open are those where it is allowed', rightsOnly, (room, { facts, at }) => {
    const open = room.openCountries(facts, at);
    if (same(open, { except: [] })) return false; // that is `everywhere`
    return countries.every((country) => {
      const stated =
        open === 'everywhere' || ('only' in open ? open.only.includes(country) : !open.except.includes(country));
      return stated === allows(room, { facts, viewer: stranger, country, at });
    });
  }),
  holds('it is allowed anywhere if some country allows it', outsiders, (room, asked) => {
    const inSome = countries.some((country) => allows(room, { ...asked, country }));
    return allows(room, { ...asked, country: 'anywhere' }) === inSome;
  }),
  holds('where unknown countries are taken for one, they are refused what that one is', outsiders, (room, asked) =>
    countries.every((as) => {
      const taken = { ...asked, facts: { ...asked.facts, unknownCountry: { as } }, country: null };
      return sameAnswer(room, taken, { ...asked, country: as });
    }),
  ),
  holds('who is let in although unknowns are kept out is let in from everywhere', outsiders, (room, asked) => {
    const unknown = { ...asked, facts: { ...asked.facts, unknownCountry: 'refuse' as const }, country: null };
    return !allows(room, unknown) || countries.every((country) => allows(room, { ...asked, country }));
  }),
  holds('where unknowns are let in they may watch what some country may', outsiders, (room, asked) => {
    const unknown = { ...asked, facts: { ...asked.facts, unknownCountry: 'allow' as const }, country: null };
    return allows(room, unknown) || !countries.some((country) => allows(room, { ...asked, country }));
  }),
  holds(
    'no refusal names a country that nobody said',
    question({ facts: anyFacts, viewer: anyOutsider, country: onePlace, at: anyInstant }),
    (room, asked) => {
      const decision = answer(room, asked);
      const { unknownCountry } = asked.facts;
      const told = asked.country ?? (typeof unknownCountry === 'object' ? unknownCountry.as : null);
      return (
        decision.decision === 'allowed' ||
        decision.refusals.every(({ level, country }) => (level ? country === told : country === undefined))
      );
    },
  ),
];
