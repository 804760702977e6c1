import type { Database } from '../db';
import type { Logger } from '../observability';
import { pause } from '../resilience';
import { wakeChannel } from './store';

export interface Listening {
  close(): Promise<void>;
}

/** The few members of a raw pg client and of knex's client that listening needs. */
interface RawConnection extends NodeJS.EventEmitter {
  query(sql: string): Promise<unknown>;
}

interface ConnectionLender {
  acquireConnection(): Promise<RawConnection>;
  releaseConnection(connection: RawConnection): Promise<void>;
}

const againAfterMs = 1_000;

/**
 * Calls `onWake` soon after any process commits a message. Keeps one connection of the pool for as long as
 * it lives; while that connection is broken nothing wakes, and the caller's poll has to find the work.
 */
export function listenForMessages(db: Database, logger: Logger, onWake: () => void): Listening {
  const lender = db.reader.client as ConnectionLender;
  let closing = false;
  let end: (() => void) | null = null;

  const listenOnce = async (): Promise<void> => {
    const connection = await lender.acquireConnection();
    const broken = new Promise<void>((resolve) => {
      end = resolve;
    });
    const onEnd = () => end?.();
    connection.once('end', onEnd);
    connection.on('notification', onWake);
    try {
      await connection.query(`listen ${wakeChannel}`);
      onWake(); // what was committed before we listened
      if (!closing) await broken;
      if (closing) await connection.query(`unlisten ${wakeChannel}`).catch(() => undefined);
    } finally {
      connection.removeListener('notification', onWake);
      connection.removeListener('end', onEnd);
      await lender.releaseConnection(connection);
    }
  };

  const run = async (): Promise<void> => {
    while (!closing) {
      try {
        await listenOnce();
      } catch (error) {
        logger.warn({ error }, 'The bus cannot listen for messages; it polls meanwhile');
      }
      if (!closing) await pause(againAfterMs);
    }
  };

  const running = run();
  return {
    close: () => {
      closing = true;
      end?.();
      return running;
    },
  };
}
