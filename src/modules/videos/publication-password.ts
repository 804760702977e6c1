import type { Database } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Passwords } from '../identity';
import { passwordInForce } from './publication-store';

/** A password that somebody chose for a video. */
export interface ChosenPassword {
  id: string;
  /** Null: the one in force, under whose id its hash is known. */
  newHash: string | null;
}

export interface PublicationPasswords {
  /** Hashing takes a while, so it comes before the transaction. */
  choose(videoPublicId: string, password: string): Promise<ChosenPassword>;
  checkPassword(videoPublicId: string, password: string): Promise<string | null>;
}

export interface PasswordDependencies {
  db: Database;
  passwords: Pick<Passwords, 'hash' | 'matches'>;
}

export function createPublicationPasswords({ db, passwords }: PasswordDependencies): PublicationPasswords {
  const checkPassword: PublicationPasswords['checkPassword'] = async (videoPublicId, password) => {
    const known = await passwordInForce(db.reader, videoPublicId);
    return known && (await passwords.matches(known.hash, password)) ? known.id : null;
  };
  return {
    checkPassword,
    choose: async (videoPublicId, password) => {
      const id = await checkPassword(videoPublicId, password);
      return id ? { id, newHash: null } : { id: newId(), newHash: await passwords.hash(password) };
    },
  };
}
