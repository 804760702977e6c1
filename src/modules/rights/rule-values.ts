import type { RightsWindow, UnknownCountryAnswer } from '../access';
import type { AccessRuleBody, RightsWindowBody } from './contract';

export interface ChannelSettings {
  unknownCountry: UnknownCountryAnswer;
  deviceLimit: number | null;
}

/** What can be said of a subject, and how it is kept. */
export interface RuleValues {
  windows: readonly RightsWindowBody[];
  access: AccessRuleBody;
  /** In years. */
  age: number | null;
  settings: ChannelSettings;
}

export type RuleKind = keyof RuleValues;
export type SubjectKind = 'channel' | 'video' | 'broadcast';

/** What counts while nobody has said anything. */
export const unsaid: RuleValues = {
  windows: [],
  access: { kind: 'free' },
  age: null,
  settings: { unknownCountry: 'refuse', deviceLimit: null },
};

/** One value of a subject, old or new. */
export interface RuleEntry<K extends RuleKind = RuleKind> {
  subjectId: string;
  what: K;
  value: RuleValues[K];
}

export function windowOf({ from, until, ...rest }: RightsWindowBody): RightsWindow {
  return { ...rest, from: from === null ? null : new Date(from), until: until === null ? null : new Date(until) };
}
