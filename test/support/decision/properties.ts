import fc from 'fast-check';
import { refusalReasons } from '../../../src/modules/access';
import {
  anEntitlement,
  anyCountry,
  anyFacts,
  anyInstant,
  anyOutsider,
  anyViewer,
  instants,
  onePlace,
} from './arbitrary-facts';
import { cured, curedOfAll } from './cures';
import { stranger } from './facts';
import { rightsProperties } from './properties-rights';
import {
  allows,
  answer,
  type DecisionProperty,
  holds,
  type Question,
  question,
  reasonsOf,
  refusalsOf,
  same,
} from './property';

const anything = question({ facts: anyFacts, viewer: anyViewer, country: anyCountry, at: anyInstant });
const outsiders = question({ facts: anyFacts, viewer: anyOutsider, country: anyCountry, at: anyInstant });
const placed = question({ facts: anyFacts, viewer: anyOutsider, country: onePlace, at: anyInstant });

const forStranger = (asked: Question): Question => ({ ...asked, viewer: stranger });
const isPaidOrCounted = (reason: string) =>
  /^(subscription|tier|purchase|ticket|grant)_required|^too_many_devices|^taken_over/.test(reason);

/** True of every answer, whatever the facts. */
export const properties: readonly DecisionProperty[] = [
  holds(
    'adding an entitlement never refuses what was allowed, nor ends it sooner',
    fc.tuple(anything, anEntitlement),
    (room, [asked, entitlement]) => {
      const before = answer(room, asked);
      const { viewer } = asked;
      const after = answer(room, {
        ...asked,
        viewer: { ...viewer, entitlements: [...viewer.entitlements, entitlement] },
      });
      if (before.decision === 'refused') return reasonsOf(after).every((reason) => reasonsOf(before).includes(reason));
      if (after.decision === 'refused') return false;
      return after.until === null || (before.until !== null && before.until <= after.until);
    },
  ),
  holds('a yes stays until the instant it names, and is a no then', anything, (room, asked) => {
    const decision = answer(room, asked);
    if (decision.decision === 'refused') return true;
    const { until } = decision;
    if (until && (until <= asked.at || allows(room, { ...asked, at: until }))) return false;
    return instants.every((at) => at < asked.at || (until && at >= until) || allows(room, { ...asked, at }));
  }),
  holds('a no keeps its reasons until the instant it names, and has others then', anything, (room, asked) => {
    const decision = answer(room, asked);
    if (decision.decision === 'allowed') return true;
    const { until } = decision;
    const reasonsAt = (at: Date) => reasonsOf(answer(room, { ...asked, at }));
    const now = reasonsOf(decision);
    if (until && (until <= asked.at || same(reasonsAt(until), now))) return false;
    return instants.every((at) => at < asked.at || (until && at >= until) || same(reasonsAt(at), now));
  }),
  holds('at the instant that a refusal says to wait for, this reason is gone', anything, (room, asked) =>
    refusalsOf(answer(room, asked)).every(({ reason, level, remedies }) =>
      remedies.every((remedy) => {
        if (remedy.kind !== 'wait_until') return true;
        const then = reasonsOf(answer(room, { ...asked, at: remedy.at }));
        return remedy.at > asked.at && !then.includes(`${reason} ${level ?? ''}`);
      }),
    ),
  ),
  holds('without the reasons it states it would be allowed', anything, (room, asked) =>
    allows(room, { ...asked, ...curedOfAll(asked, refusalsOf(answer(room, asked))) }),
  ),
  holds('without all of its reasons but one it is refused for that one', placed, (room, asked) => {
    const refusals = refusalsOf(answer(room, asked));
    return refusals.every((left) => {
      const others = refusals.filter((each) => each !== left);
      const { reason, level } = left;
      return same(reasonsOf(answer(room, { ...asked, ...others.reduce(cured, asked) })), [`${reason} ${level ?? ''}`]);
    });
  }),
  holds('a refusal has a reason, none twice, and they stand in their order', anything, (room, asked) => {
    const decision = answer(room, asked);
    if (decision.decision === 'allowed') return true;
    const reasons = reasonsOf(decision);
    const places = decision.refusals.map(({ reason }) => refusalReasons.indexOf(reason));
    return (
      reasons.length > 0 &&
      new Set(reasons).size === reasons.length &&
      places.every((place, i) => place >= (places[i - 1] ?? 0))
    );
  }),
  holds('it answers the same again, and touches nothing it was handed', anything, (room, asked) =>
    same(answer(room, frozen(asked)), answer(room, asked)),
  ),
  holds('it has an answer even to nonsense', fc.tuple(anything, fc.string()), (room, [asked, country]) => {
    const never = new Date(Number.NaN);
    return [asked, { ...asked, at: never }, { ...asked, country }].every((each) => {
      const { decision } = answer(room, each);
      return decision === 'allowed' || decision === 'refused';
    });
  }),
  holds('nobody is refused what a stranger may watch', anything, (room, asked) => {
    const strangers = answer(room, forStranger(asked));
    if (strangers.decision === 'refused') return true;
    const own = answer(room, asked);
    return own.decision === 'allowed' && own.why === strangers.why;
  }),
  holds('only the team previews, and it previews whatever plays', anything, (room, asked) => {
    const decision = answer(room, asked);
    const { trashed, playable } = asked.facts;
    if (!asked.viewer.teamRole) return decision.decision === 'refused' || decision.why !== 'team_preview';
    return (decision.decision === 'allowed') === (playable && !trashed) && decision.until === null;
  }),
  holds('a stranger learns nothing of what is private, in the trash or not published', outsiders, (room, asked) => {
    const { publication, trashed } = asked.facts;
    const secret = publication === null || publication.visibility === 'private' || trashed;
    const decision = answer(room, asked);
    return decision.decision === 'refused' ? decision.existencePublic === !secret : !secret;
  }),
  holds('what is free needs neither entitlement nor device', outsiders, (room, asked) => {
    const free: Question = { ...asked, facts: { ...asked.facts, access: { kind: 'free' } } };
    return !reasonsOf(answer(room, free)).some(isPaidOrCounted);
  }),
  ...rightsProperties,
];

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  for (const each of Object.values(value)) frozen(each);
  return Object.freeze(value);
}
