import { hash, parseOptions, verify } from '@node-rs/argon2';
import { createLimit } from '../../platform/resilience';
import { busyHashing } from './errors';

// OWASP's minimum for argon2id, 2025: 19 MiB, two passes, one lane.
export const policy = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const argon2id = 2;

const atOnce = 2; // each takes a core and 19 MiB; more would starve everything else
const mayWait = 64;

export interface Passwords {
  /** @throws AppError `sign_in_busy` when too many hashes wait. */
  hash(password: string): Promise<string>;
  /** Takes as long for a missing hash as for a wrong password. */
  matches(stored: string | null, password: string): Promise<boolean>;
  /** True for a hash made with weaker parameters than today's. */
  isOutdated(stored: string): boolean;
}

export function createPasswords(): Passwords {
  const queue = createLimit(atOnce, { mayWait, refusal: busyHashing });
  return {
    hash: (password) => queue(() => hash(canonical(password), { ...policy, algorithm: argon2id })),
    matches: async (stored, password) => {
      const right = await queue(() => verify(stored ?? nobodysHash, canonical(password)));
      return right && stored !== null;
    },
    isOutdated: (stored) => {
      const { algorithm, memoryCost, timeCost, parallelism } = parseOptions(stored);
      return (
        algorithm !== argon2id ||
        memoryCost < policy.memoryCost ||
        timeCost < policy.timeCost ||
        parallelism !== policy.parallelism
      );
    },
  };
}

// The same characters whichever keyboard composed them (NIST SP 800-63B, 3.1.1.2).
function canonical(password: string): string {
  return password.normalize('NFKC');
}

const unpadded = (bytes: number) => Buffer.alloc(bytes, 1).toString('base64').replace(/=+$/, '');
const nobodysHash = `$argon2id$v=19$m=${policy.memoryCost},t=${policy.timeCost},p=${policy.parallelism}$${unpadded(16)}$${unpadded(32)}`;
