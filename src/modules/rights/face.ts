import type { Entitlement, PlaybackFacts, RightsLevel } from '../access';

/** What rights decide about. Ids are internal. */
export interface RightsSubject {
  channelId: string;
  /** Null for a broadcast that shows no video. */
  videoId: string | null;
  broadcastId: string | null;
}

/** Which past is asked for. */
export interface AsOf {
  /** The instant that the answer is about. */
  at: Date;
  /** Only what had been recorded by then counts. */
  knownAt: Date;
}

/** All that rights say about one video or broadcast. */
export type RightsFacts = Pick<PlaybackFacts, 'rights' | 'unknownCountry' | 'access' | 'minimumAge' | 'deviceLimit'>;

/** What one account holds. */
export interface Holdings {
  /** Internal channel id → entitlements there, whenever they hold. */
  entitlements: ReadonlyMap<string, readonly Entitlement[]>;
  confirmedAge: number | null;
}

/** Who set a rule that was in force. */
export interface RuleSource {
  what: 'windows' | 'access' | 'age' | 'settings';
  level: RightsLevel;
  /** Internal account id. */
  actor: string;
  from: Date;
  /** Null: in force still. */
  to: Date | null;
}

/** Rights windows, access rules, and what accounts are entitled to. */
export interface Rights {
  /**
   * What rights say, in the order asked, in a constant number of queries; those nothing was said about are free
   * everywhere. Without `asOf`: now.
   */
  factsOf(subjects: readonly RightsSubject[], asOf?: AsOf): Promise<RightsFacts[]>;
  /** In at most two queries. Without `asOf`: as known now. */
  holdingsOf(accountId: string, asOf?: AsOf): Promise<Holdings>;
  /** Who had set what was in force, the newest first. */
  sourcesOf(subject: RightsSubject, asOf: AsOf): Promise<RuleSource[]>;
  /** Remembers that this account says it is at least so old. */
  confirmAge(accountId: string, age: number): Promise<void>;
}
