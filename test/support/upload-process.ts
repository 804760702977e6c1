import { createBus } from '../../src/platform/bus';
import { systemClock } from '../../src/platform/clock';
import { createDatabase } from '../../src/platform/db';
import { createMetrics, silentLogger } from '../../src/platform/observability';
import { createLocalStorage, type Storage } from '../../src/platform/storage';
import { Neighbourhood, openUploadDesk } from './factories/uploads';
import type { UploadProcessSettings } from './start-upload-process';

/** A web process with nothing but uploads, made to be killed. */
async function main(settings: UploadProcessSettings): Promise<void> {
  const { databaseUrl, dataDir, port, town, tuning, diesAfterMove } = settings;
  const db = createDatabase({ url: databaseUrl, poolMax: 3, logger: silentLogger, applicationName: 'uploads' });
  const neighbourhood = new Neighbourhood(town.channelId);
  for (const video of town.videos) neighbourhood.draft(video);
  neighbourhood.roles.set(town.ownerId, 'owner');
  const storage = createLocalStorage(`${dataDir}/media`);
  const { uploads } = await openUploadDesk({
    db,
    neighbourhood,
    dataDir,
    port,
    storage: diesAfterMove ? deadly(storage) : storage,
    outbox: createBus({
      db,
      clock: systemClock,
      logger: silentLogger,
      metrics: createMetrics('test', false),
      amqpUrl: null,
      applicationName: 'uploads',
    }),
    tuning,
  });
  if (settings.sweepsEveryMs) setInterval(() => void uploads.finishReceived(), settings.sweepsEveryMs);
  console.log('listening');
}

/** Moves the file, and the process dies before anybody hears of it. */
function deadly(storage: Storage): Storage {
  return {
    ...storage,
    putFile: async (...move) => {
      await storage.putFile(...move);
      process.kill(process.pid, 'SIGKILL');
      return new Promise(() => undefined);
    },
  };
}

void main(JSON.parse(process.env.UPLOAD_PROCESS ?? '{}') as UploadProcessSettings);
