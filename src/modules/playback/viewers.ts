import type { Clock } from '../../platform/clock';
import { type Actor, anonymous } from '../../platform/http';
import { newId } from '../../platform/ids';
import type { Geo } from '../geo';
import { deviceName } from './device-name';
import type { EnteredPasswords } from './entered-passwords';
import { enteredCookie } from './entered-passwords';
import type { Playback, Viewer } from './face';
import type { Watching } from './standing';
import type { SessionRow } from './store';

export interface ViewersDependencies {
  geo: Pick<Geo, 'countryOf'>;
  entered: EnteredPasswords;
  clock: Clock;
}

/** Who asks, from where, with which passwords entered. */
export function createViewers({ geo, entered, clock }: ViewersDependencies): Playback['viewerOf'] {
  return (actor, { ip, header, cookies }) => ({
    actor,
    country: geo.countryOf({ address: ip, header }).country,
    passwordIds: entered.read(cookies[enteredCookie.name], clock.now()),
  });
}

/** A session goes on as whoever it was granted to; what their bearer token could reach was settled then. */
export function viewerIn({ accountId, country, passwordIds }: Watching): Viewer {
  const actor: Actor =
    accountId === null ? anonymous : { kind: 'account', accountId, operator: false, sessionId: null, token: null };
  return { actor, country, passwordIds };
}

/** What a session keeps of its viewer. */
export function keptOf(
  { actor, country, passwordIds }: Viewer,
  userAgent: string,
): Pick<SessionRow, 'accountId' | 'country' | 'passwordIds' | 'deviceId' | 'device'> {
  return {
    accountId: actor.kind === 'account' ? actor.accountId : null,
    country,
    passwordIds,
    deviceId: deviceIdOf(actor),
    device: deviceName(userAgent),
  };
}

// A sign-in is a browser, whatever it opens: a reload, a second tab and a film begun again are the same device.
function deviceIdOf(actor: Actor): string | null {
  if (actor.kind !== 'account') return null;
  return actor.sessionId ?? actor.token?.tokenId ?? newId();
}
