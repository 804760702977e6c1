import { readFile } from 'node:fs/promises';
import type { Failpoint } from '../../../src/platform/failpoints';
import { bFrames30, makeClip } from '../clips';
import { untilDrained } from './crash-run';
import { type Findings, judge } from './judge';
import { draft, type OwnVideo, publishOrUnlist, send } from './operations';
import { newTally, PatientClient } from './patient-client';
import { letLeasesRunOut, letRestEnd, letTheOnlyOneRunOut } from './questions';
import type { ProductPart, World } from './world';

type Work = 'words' | 'film';

/** Which process passes a point, and what has to happen for it to do so. */
const scenes: Readonly<Record<Failpoint, readonly [ProductPart, Work]>> = {
  'outbox.before-commit': ['web', 'words'],
  'outbox.after-commit': ['web', 'words'],
  'relay.before-publish': ['worker', 'words'],
  'relay.before-confirm': ['worker', 'words'],
  'relay.after-confirm': ['worker', 'words'],
  'relay.after-mark': ['worker', 'words'],
  'consumer.before-ack': ['witness', 'words'],
  'consumer.after-ack': ['witness', 'words'],
  'task.before-claim': ['worker', 'film'],
  'task.after-claim': ['worker', 'film'],
  'segment.before-write': ['worker', 'film'],
  'segment.after-write': ['worker', 'film'],
  'pointer.before-flip': ['worker', 'film'],
  'pointer.after-flip': ['worker', 'film'],
};

export interface FailpointStage {
  /** Ends one process at that pass of that point, brings it back and waits until everything is done. Returns its signal. */
  play(point: Failpoint, pass: number): Promise<NodeJS.Signals | null>;
  judge(): Promise<Findings>;
}

/** A world with one process of each kind, and one client whose ledger runs on from scene to scene. */
export async function openStage(world: World): Promise<FailpointStage> {
  const client = await PatientClient.signUp(world.urls, newTally(world.urls.length));
  const film = await readFile(await makeClip(bFrames30(2)));
  const videos: OwnVideo[] = [];
  let scene = 0;

  const goOnUntil = async (over: () => boolean, work: Work): Promise<void> => {
    for (let step = 0; step === 0 || !over(); step++) {
      const { video } = await draft(client, videos, `scene ${scene} step ${step}`);
      if (work === 'words') await publishOrUnlist(client, video);
      else await send(client, video, { bytes: film, isFilm: true });
      if (!over()) await Promise.race([untilDrained(world), until(over)]);
    }
  };

  return {
    play: async (point, pass) => {
      const [part, work] = scenes[point];
      scene++;
      await world.kill(part, 0);
      await world.start(part, 0, { env: { SHOWRUNNER_FAILPOINT: `${point}:${pass}` } });
      const armed = world.child(part, 0);
      let died = false;
      const death = armed.exited.then(async ({ signal }) => {
        died = true;
        await world.start(part, 0);
        await letLeasesRunOut(world.db.reader, armed.pid);
        await letTheOnlyOneRunOut(world.db.reader);
        return signal;
      });
      const hurrying = setInterval(() => letRestEnd(world.db.reader).catch(() => undefined), 200);
      try {
        await goOnUntil(() => died, work);
        const signal = await death;
        await untilDrained(world);
        return signal;
      } finally {
        clearInterval(hurrying);
      }
    },
    judge: () => judge(world, [{ handle: client.handle, videos }]),
  };
}

async function until(over: () => boolean): Promise<void> {
  while (!over()) await new Promise((resolve) => setTimeout(resolve, 10));
}
