import { createBus } from '../../src/platform/bus';
import { systemClock } from '../../src/platform/clock';
import { Secret } from '../../src/platform/config';
import { createDatabase } from '../../src/platform/db';
import { createMetrics, silentLogger } from '../../src/platform/observability';
import { createLocalStorage, createS3Storage, type Storage } from '../../src/platform/storage';
import { Neighbourhood, openUploadDesk } from './factories/uploads';
import type { UploadProcessSettings } from './start-upload-process';

/** A web process with nothing but uploads, made to be killed. */
async function main(settings: UploadProcessSettings): Promise<void> {
  const { databaseUrl, dataDir, port, town, tuning, diesAfterMove } = settings;
  const db = createDatabase({ url: databaseUrl, poolMax: 3, logger: silentLogger, applicationName: 'uploads' });
  const neighbourhood = new Neighbourhood(town.channelId);
  for (const video of town.videos) neighbourhood.draft(video);
  neighbourhood.roles.set(town.ownerId, 'owner');
  const storage = storageOf(settings);
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

function storageOf({ bucket, dataDir }: UploadProcessSettings): Storage {
  if (!bucket) return createLocalStorage(`${dataDir}/media`);
  const { accessKeyId, secretAccessKey } = bucket;
  const keys = { accessKeyId: new Secret(accessKeyId), secretAccessKey: new Secret(secretAccessKey) };
  return createS3Storage({ ...bucket, ...keys });
}

/** Moves the file, or lets the bucket make it, and the process dies before anybody hears of it. */
function deadly(storage: Storage): Storage {
  const andDie = async (done: Promise<unknown>): Promise<never> => {
    await done;
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => undefined);
  };
  const { direct } = storage;
  return {
    ...storage,
    putFile: (...move) => andDie(storage.putFile(...move)),
    direct: direct && { ...direct, complete: (...film) => andDie(direct.complete(...film)) },
  };
}

void main(JSON.parse(process.env.UPLOAD_PROCESS ?? '{}') as UploadProcessSettings);
