import { createBus } from '../../../src/platform/bus';
import { systemClock } from '../../../src/platform/clock';
import { loadConfig } from '../../../src/platform/config';
import { createDatabase } from '../../../src/platform/db';
import { armFailpoint } from '../../../src/platform/failpoints';
import { createLogger, createMetrics } from '../../../src/platform/observability';
import { witnessConsumers } from './witness';

/** A consumer like those of the product, made to be killed: it counts, and says what its inbox spared it. */
async function main(): Promise<void> {
  const { config } = loadConfig('worker');
  armFailpoint(config.failpoint);
  const logger = createLogger({ process: 'worker', level: 'warn' });
  const metrics = createMetrics('witness', false);
  const db = createDatabase({ url: config.database.url.reveal(), poolMax: 5, logger, applicationName: 'witness' });
  const { amqpUrl, namespace } = config;
  const bus = createBus({ db, clock: systemClock, logger, metrics, amqpUrl, namespace, applicationName: 'witness' });
  await bus.start(witnessConsumers, { relay: amqpUrl === null, consume: true });
  console.log('listening');
  setInterval(async () => {
    const text = await metrics.registry.getSingleMetricAsString('showrunner_bus_messages_total');
    const counts = [...text.matchAll(/outcome="absorbed"[^}]*\} (\d+)/g)].map(([, count]) => Number(count));
    console.log(`absorbed ${counts.reduce((sum, count) => sum + count, 0)}`);
  }, 100);
}

void main();
