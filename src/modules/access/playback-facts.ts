import type { AccessRule, Entitlement } from './access-rule';
import type { RightsLevel, RightsWindow, UnknownCountryAnswer } from './rights-window';
import type { TeamRole } from './roles';

export type Visibility = 'public' | 'unlisted' | 'password' | 'private';

export interface PublicationFacts {
  visibility: Visibility;
  /** Null: at once. */
  startsAt: Date | null;
  /** Null: without end. Exclusive. */
  endsAt: Date | null;
  /** Names the password in force, so that a new one asks everybody again; null unless `visibility` is `password`. */
  passwordId: string | null;
}

/** `premiere` and `rerun` follow the clock; `live` follows its signal. */
export type BroadcastKind = 'live' | 'premiere' | 'rerun';
export type BroadcastState = 'scheduled' | 'live' | 'interrupted' | 'ended' | 'cancelled' | 'missed';

/** One slot of a schedule. */
export interface BroadcastFacts {
  kind: BroadcastKind;
  state: BroadcastState;
  startsAt: Date;
  /** Exclusive; null: open. */
  endsAt: Date | null;
}

/** Everything about one video or broadcast that decides who may watch it. */
export interface PlaybackFacts {
  /** Whom entitlements must name. */
  videoId: string | null;
  broadcastId: string | null;
  /** Null: never published, or withdrawn. */
  publication: PublicationFacts | null;
  /** Null for a video by itself. */
  broadcast: BroadcastFacts | null;
  trashed: boolean;
  /** Whether the first segments play. */
  playable: boolean;
  /** By level; an empty list sets no limit. */
  rights: Readonly<Record<RightsLevel, readonly RightsWindow[]>>;
  unknownCountry: UnknownCountryAnswer;
  access: AccessRule;
  /** In years; null: for everybody. */
  minimumAge: number | null;
  /** Devices of one account at a time, where access is restricted; null: any number. */
  deviceLimit: number | null;
}

/** Everything about the one who asks, but where they are. */
export interface ViewerFacts {
  /** Internal account id; null for somebody not signed in. */
  accountId: string | null;
  /** The viewer's role in the team of the channel. */
  teamRole: TeamRole | null;
  /** Of this account in this channel, whenever they hold. */
  entitlements: readonly Entitlement[];
  /** Ids of the passwords that this viewer has entered. */
  passwordIds: readonly string[];
  /** Years that this viewer has confirmed to be at least; null: never said. */
  confirmedAge: number | null;
  /** Other devices on which this account watches this channel now. */
  otherDevices: number;
  /** Whether another device of the account has taken this one's place. */
  takenOver: boolean;
}

/** ISO 3166-1 alpha-2; null: not known; `anywhere`: for those who ask for no viewer in particular, such as feeds. */
export type ViewerCountry = string | null | 'anywhere';
