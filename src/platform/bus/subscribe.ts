import type { Database } from '../db';
import type { Logger } from '../observability';
import { pause } from '../resilience';
import type { Consumer } from './define';
import { saveSubscriptions } from './store';

export interface Subscribing {
  /** Settles with the first try, whatever became of it. */
  tried: Promise<void>;
  /** Until then nothing may be relayed from here: an event that nobody has subscribed to is gone. */
  isSaved(): boolean;
  close(): void;
}

const backoffMs = { first: 250, ceiling: 5_000 };
const seenEveryMs = 3_600_000;

/** Saves who hears what, as often as it takes, and renews it every hour. */
export function keepSubscribed(
  db: Database,
  logger: Logger,
  consumers: readonly Consumer[],
  onSaved: () => void,
): Subscribing {
  const subscriptions = consumers.map(({ name, on }) => ({ consumer: name, topic: on.topic }));
  let saved = consumers.length === 0;
  let closed = false;
  let renewing: NodeJS.Timeout | undefined;

  const save = async (): Promise<void> => {
    try {
      await saveSubscriptions(db.reader, subscriptions);
      saved = true;
    } catch (error) {
      logger.warn({ error }, 'The subscriptions could not be saved; it will be tried again');
    }
  };
  const saveAgain = async (): Promise<void> => {
    for (let ceiling = backoffMs.first; !saved && !closed; ceiling = Math.min(backoffMs.ceiling, ceiling * 2)) {
      await pause(ceiling / 2 + (Math.random() * ceiling) / 2);
      if (!closed) await save();
    }
    if (closed) return;
    renewing = setInterval(save, seenEveryMs);
    renewing.unref();
    onSaved();
  };

  const tried = saved ? Promise.resolve() : save();
  if (!saved) void tried.then(saveAgain);
  return {
    tried,
    isSaved: () => saved,
    close: () => {
      closed = true;
      clearInterval(renewing);
    },
  };
}
