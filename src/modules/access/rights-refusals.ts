import type { PlaybackFacts, ViewerCountry } from './playback-facts';
import { type Refusal, refusalReasons } from './refusals';
import { messageAbout, type RightsHere, type RightsReason, rightsAt, rightsReasons } from './rights-here';
import { boundsAfter } from './rights-window';
import { placesOf } from './viewer-place';

/** The windows that count for one viewer, for each of the places where that viewer may be taken to be. */
export type ViewerRights = readonly (readonly RightsHere[])[];

export interface RightsVerdict {
  reason: RightsReason;
  level: RightsHere['level'];
  here: RightsHere;
}

export function rightsFor(facts: PlaybackFacts, country: ViewerCountry): ViewerRights {
  return placesOf(facts, country).map((place) => rightsAt(facts.rights, place));
}

/** Why the windows refuse at this instant; of several places, what the mildest says. */
export function rightsVerdicts(rights: ViewerRights, at: Date): RightsVerdict[] {
  const [first = [], ...others] = rights.map((levels) =>
    levels.flatMap((here) => rightsReasons(here, at).map((reason) => ({ reason, level: here.level, here }))),
  );
  return others.reduce((mildest, each) => (mildness(each) > mildness(mildest) ? each : mildest), first);
}

function mildness(verdicts: readonly RightsVerdict[]): number {
  return Math.min(...verdicts.map(({ reason }) => refusalReasons.indexOf(reason)));
}

/** The same, each instant looked at once however often it is asked for. */
export function rememberedVerdicts(rights: ViewerRights): (at: Date) => RightsVerdict[] {
  const known = new Map<number, RightsVerdict[]>();
  return (at) => {
    const verdicts = known.get(at.getTime()) ?? rightsVerdicts(rights, at);
    known.set(at.getTime(), verdicts);
    return verdicts;
  };
}

/** The same as told to the viewer, each with the instant at which it is gone and no other reason has taken its place. */
export function rightsRefusals(
  rights: ViewerRights,
  at: Date,
  verdictsAt: (instant: Date) => RightsVerdict[],
): Refusal[] {
  const verdicts = verdictsAt(at);
  if (verdicts.length === 0) return [];
  const later = rightsBounds(rights, at).sort((a, b) => a.getTime() - b.getTime());
  return verdicts.map(({ reason, level, here }) => {
    const saidNow = verdicts.filter((each) => each.level === level && each.reason !== reason);
    const lifted = later.find((bound) =>
      verdictsAt(bound).every((each) => each.level !== level || saidNow.some((said) => said.reason === each.reason)),
    );
    return {
      reason,
      remedies: lifted ? [{ kind: 'wait_until', at: lifted }] : [],
      level,
      country: here.place.told,
      message: messageAbout(reason, here, at),
    };
  });
}

/** Where windows that count begin or end after this instant. */
export function rightsBounds(rights: ViewerRights, at: Date): Date[] {
  // One that covers many of the places is still one.
  const counting = new Set(
    rights.flatMap((levels) => levels.flatMap(({ allows, denies }) => [...allows.perhaps, ...denies.perhaps])),
  );
  return boundsAfter([...counting], at);
}
