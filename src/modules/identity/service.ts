import type { Secret } from '../../platform/config';
import { anonymous } from '../../platform/http';
import { createAccounts } from './accounts';
import { createDigest } from './digest';
import type { Identity } from './face';
import type { IdentityParts } from './parts';
import { createPasswords } from './passwords';
import { identityPersonalData } from './personal-data';
import { createRecovery } from './recovery';
import { createSessions } from './sessions';
import { createSignIn } from './sign-in';
import { createTokens } from './tokens';

export interface IdentityDependencies
  extends Pick<IdentityParts, 'db' | 'clock' | 'outbox' | 'cache' | 'logger' | 'publicUrl'> {
  secrets: { identityKey: Secret; previousIdentityKey?: Secret | null };
}

export type IdentityService = ReturnType<typeof createIdentity>;

export function createIdentity({ secrets, ...deps }: IdentityDependencies) {
  const parts: IdentityParts = {
    ...deps,
    digest: createDigest(secrets.identityKey, secrets.previousIdentityKey),
    passwords: createPasswords(),
  };
  const sessions = createSessions(parts);
  const { actorOf, open: _, ...sessionVerbs } = sessions;
  const { actorOfToken, ...tokens } = createTokens(parts);
  const authenticate: Identity['authenticate'] = async ({ session, bearer }) => {
    if (bearer !== null) return actorOfToken(bearer);
    return session === null ? anonymous : actorOf(session);
  };
  return {
    ...createAccounts(parts, sessions),
    ...createSignIn(parts, sessions),
    ...sessionVerbs,
    ...tokens,
    ...createRecovery(parts),
    authenticate,
    personalData: identityPersonalData(parts.db),
    /** One queue for the whole process: each hash takes a core. */
    passwords: parts.passwords,
    /** For this room's own consumers and jobs. */
    parts,
  } satisfies Identity & Record<string, unknown>;
}
