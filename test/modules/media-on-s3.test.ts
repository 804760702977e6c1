import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyObjects } from '../../src/platform/storage';
import { makeClip, silent } from '../support/clips';
import { createMediaHouse, type MediaHouse } from '../support/factories/media';
import { type OpenedS3, openS3Storage } from '../support/s3/open-storage';
import { waitFor } from '../support/wait-for';

let opened: OpenedS3;
let house: MediaHouse;

beforeEach(async () => {
  opened = await openS3Storage({ prefix: '' });
  house = await createMediaHouse(opened.storage);
  await house.startWorker();
});
afterEach(async () => {
  await house.close();
  await opened.close();
});

const downloads = (key: string) =>
  opened.server.requests.filter((request) => request.method === 'GET' && request.key.endsWith(key)).length;

/** Nothing that is made of the film is under way any more. */
const allMade = () =>
  waitFor(
    'every task to end',
    async () => {
      const { rows } = await house.test.db.reader.raw(
        `select count(*)::int as open from media.tasks where state in ('waiting', 'resting', 'running')`,
      );
      return rows[0].open === 0;
    },
    { withinMs: 100_000 },
  );

it('a film in a bucket becomes playable, its source downloaded once, and every object is one the room counts on', async () => {
  const { video, set } = await house.becomesReady(await makeClip(silent(7)));
  expect(set.renditions.length).toBeGreaterThan(0);
  await allMade();
  expect(downloads(`sources/${video.uploadId}`)).toBe(1);
  const findings: string[] = [];
  const sum = await verifyObjects({
    storage: house.storage,
    references: [() => house.media.referencedObjects()],
    scratchDir: opened.copiesDirectory,
    compareChecksums: true,
    orphanBefore: new Date(Date.now() + 3_600_000),
    tell: ({ problem, key }) => findings.push(`${problem} ${key}`),
  });
  expect(findings).toEqual([`orphan sources/${video.uploadId}`]);
  expect(sum.checksumsCompared).toBeGreaterThan(0);
  expect(sum.listed).toBe(sum.referenced + 1);
}, 240_000);

it('UPL-008: a list that poses as a film in a bucket is refused, and what it points to is never asked for', async () => {
  const hits: string[] = [];
  const canary = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.end();
  });
  canary.listen(0, '127.0.0.1');
  await once(canary, 'listening');
  const { port } = canary.address() as AddressInfo;
  const list = `#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\nhttp://127.0.0.1:${port}/inside.ts\n#EXT-X-ENDLIST\n`;
  const video = await house.receive(Buffer.from(list));
  expect(await house.outcome(video, 100_000)).toMatchObject({ ready: false, code: 'not_a_film' });
  expect(hits).toEqual([]);
  await fetch(`http://127.0.0.1:${port}/control`);
  expect(hits).toEqual(['/control']);
  canary.close();
}, 120_000);
