import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type {
  PlaybackDecision,
  PlaybackFacts,
  Refusal,
  RightsLevel,
  RightsWindow,
  ViewerCountry,
  ViewerFacts,
} from '../../../src/modules/access';
import type { DecisionRoom } from './room';

/** Something that is true of the decision whatever the facts are. */
export interface DecisionProperty {
  name: string;
  check(room: DecisionRoom): fc.IProperty<unknown>;
}

/** One question. */
export interface Question {
  facts: PlaybackFacts;
  viewer: ViewerFacts;
  country: ViewerCountry;
  at: Date;
}

export function question(parts: { [K in keyof Question]: fc.Arbitrary<Question[K]> }): fc.Arbitrary<Question> {
  return fc.record(parts);
}

export function holds<T>(
  name: string,
  about: fc.Arbitrary<T>,
  predicate: (room: DecisionRoom, value: T) => boolean,
): DecisionProperty {
  return { name, check: (room) => fc.property(about, (value) => predicate(room, value)) };
}

export function answer({ decidePlayback }: DecisionRoom, { facts, viewer, country, at }: Question): PlaybackDecision {
  return decidePlayback(facts, viewer, country, at);
}

export function allows(room: DecisionRoom, asked: Question): boolean {
  return answer(room, asked).decision === 'allowed';
}

/** None where it is allowed. */
export function refusalsOf(decision: PlaybackDecision): readonly Refusal[] {
  return decision.decision === 'refused' ? decision.refusals : [];
}

/** Each reason with its level. */
export function reasonsOf(decision: PlaybackDecision): string[] {
  return refusalsOf(decision).map(({ reason, level }) => `${reason} ${level ?? ''}`);
}

export function same(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(a, b);
}

/** The same question where the windows of each level are others. */
export function withWindows(
  asked: Question,
  change: (windows: readonly RightsWindow[], level: RightsLevel) => readonly RightsWindow[],
): Question {
  const { channel, video, broadcast } = asked.facts.rights;
  const rights = {
    channel: change(channel, 'channel'),
    video: change(video, 'video'),
    broadcast: change(broadcast, 'broadcast'),
  };
  return { ...asked, facts: { ...asked.facts, rights } };
}
