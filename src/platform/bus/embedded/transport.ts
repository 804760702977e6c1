import { withTimeout } from '../../resilience';
import { recordDeadLetter } from '../dead-letters';
import type { Consumer } from '../define';
import { concurrencyOf } from '../handle';
import { createLoop } from '../loop';
import {
  claimDeliveries,
  type DeliveryEntry,
  fanOut,
  markDelivered,
  postponeDelivery,
  releaseDeliveries,
  renewLeases,
} from '../store';
import { type Roles, type Transport, type TransportOptions, takesLimit } from '../transport';

const batch = 100;
const leaseMs = 20_000;

/** Delivers straight from PostgreSQL: durable, and good for several processes on one database. */
export function createEmbeddedTransport(options: TransportOptions): Transport {
  const { db, logger, drainMs } = options;
  const underWay = new Map<string, { entry: DeliveryEntry; ended: Promise<void> }>();
  const consumers = new Map<string, Consumer>();
  const wakeUps = new Set<NodeJS.Timeout>();
  let roles: Roles = { relay: false, consume: false };
  let heartbeat: NodeJS.Timeout | undefined;

  const wakeIn = (ms: number) => {
    const timer = setTimeout(() => {
      wakeUps.delete(timer);
      loop.wake();
    }, ms);
    wakeUps.add(timer);
  };

  const take = (entry: DeliveryEntry) => {
    const key = `${entry.outboxId} ${entry.consumer}`;
    const ended = work(options, consumers.get(entry.consumer), entry, () => underWay.delete(key))
      .then((retryInMs) => (retryInMs === null ? undefined : wakeIn(retryInMs)))
      .catch((error) => logger.warn({ error, consumer: entry.consumer }, 'A delivery could not be settled'))
      .finally(() => {
        underWay.delete(key);
        loop.wake();
      });
    underWay.set(key, { entry, ended });
  };

  const roomLeft = (): Map<string, number> => {
    const room = new Map([...consumers.values()].map((consumer) => [consumer.name, concurrencyOf(consumer)]));
    for (const { entry } of underWay.values()) room.set(entry.consumer, (room.get(entry.consumer) ?? 0) - 1);
    return new Map([...room].filter(([, places]) => places > 0));
  };

  const pass = async (): Promise<boolean> => {
    const placed = roles.relay && options.mayRelay() ? await fanOut(db.reader, batch) : 0;
    const room = roles.consume ? roomLeft() : new Map<string, number>();
    const taken = room.size > 0 ? await claimDeliveries(db.reader, room, leaseMs) : [];
    taken.forEach(take);
    return placed === batch || taken.length > 0;
  };

  const loop = createLoop({ pass, pollMs: options.pollMs, logger });

  const renew = () => {
    const held = [...underWay.values()].map(({ entry }) => entry);
    if (held.length === 0) return;
    renewLeases(db.reader, held, leaseMs).catch((error) => logger.warn({ error }, 'Leases could not be renewed'));
  };

  return {
    start: async (mine, wanted) => {
      roles = wanted;
      for (const consumer of mine) consumers.set(consumer.name, consumer);
      heartbeat = setInterval(renew, leaseMs / 3);
      loop.start();
    },
    wake: loop.wake,
    ping: async () => undefined,
    close: async () => {
      await loop.stop();
      wakeUps.forEach(clearTimeout);
      const handlers = Promise.all([...underWay.values()].map(({ ended }) => ended));
      await withTimeout('The last handlers', drainMs, handlers).catch(() => undefined);
      clearInterval(heartbeat);
      const left = [...underWay.values()].map(({ entry }) => entry);
      if (left.length > 0) await releaseDeliveries(db.reader, left);
    },
  };
}

// Resolves to the wait before the next try, or null when the delivery is settled.
async function work(
  { db, handle }: TransportOptions,
  consumer: Consumer | undefined,
  entry: DeliveryEntry,
  letGo: () => void,
): Promise<number | null> {
  if (!consumer) return null;
  if (entry.takes > takesLimit) {
    await db.transaction(async (tx) => {
      const error = `Taken ${takesLimit} times and never answered: it may kill its process`;
      await recordDeadLetter(tx, { ...entry, error });
      await markDelivered(tx, entry);
    });
    return null;
  }
  const outcome = await handle({
    consumer,
    message: entry.message,
    attempt: entry.attempts + 1,
    settle: (tx) => markDelivered(tx, entry),
  });
  if (outcome.kind !== 'retry') return null;
  letGo(); // else the heartbeat could move the next try
  await postponeDelivery(db.reader, entry, outcome.delayMs, outcome.spent);
  return outcome.delayMs;
}
