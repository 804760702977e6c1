import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failureMessages } from '../../src/modules/media/messages';
import { guardedInput } from '../../src/modules/media/tools/input-guards';
import { bFrames30, makeClip, runFfmpeg, silent, soundOnly } from '../support/clips';
import { createMediaHouse, type MediaHouse } from '../support/factories/media';
import { aviWithSubtitles, findBox, timesToSamples, withBox } from '../support/film-boxes';

let house: MediaHouse;
let canary: Server;
let hits: string[];
let address: string;
let folder: string;

beforeAll(async () => {
  house = await createMediaHouse();
  await house.startWorker({ media: { maxHours: 0.02 } });
  folder = await mkdtemp(join(tmpdir(), 'hostile-media-'));
  hits = [];
  canary = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await house.close();
  await new Promise((resolve) => canary.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

/** Refused for good at the first try, in words that tell nothing about this machine. */
async function isRefused(file: string | Buffer, ...codes: string[]): Promise<void> {
  const video = await house.receive(file);
  const { ready, code, message } = await house.outcome(video, 60_000);
  expect({ ready, code: code && (codes.includes(code) ? codes[0] : code) }).toEqual({ ready: false, code: codes[0] });
  expect(Object.values(failureMessages)).toContain(message);
  expect(message).not.toMatch(/[/\\]|sources|whitelist/);
  expect(await house.media.playbackSet(video.videoId)).toBeNull();
  const { rows } = await house.test.db.reader.raw(
    'select state, attempts from media.tasks where video_id = ? order by created_at',
    [video.videoId],
  );
  expect(rows.every(({ attempts }: { attempts: number }) => attempts <= 1)).toBe(true);
  expect(rows.some(({ state }: { state: string }) => state === 'waiting' || state === 'running')).toBe(false);
  expect(hits).toEqual([]);
}

async function made(name: string, args: readonly string[]): Promise<string> {
  const path = join(folder, name);
  await runFfmpeg([...args, path]);
  return path;
}

const playlist = (segment: string) =>
  Buffer.from(`#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n${segment}\n#EXT-X-ENDLIST\n`);

describe('a text that would make a tool fetch something else is no film', () => {
  let neighbour: string;
  beforeAll(async () => {
    neighbour = await makeClip({ ...bFrames30(4), extension: 'ts' });
  });

  test('UPL-001: a playlist that names a web address', () => isRefused(playlist(`${address}/x.ts`), 'not_a_film'));
  test("UPL-002: a playlist that names another creator's file", () =>
    isRefused(playlist(`file://${neighbour}`), 'not_a_film'));
  test('UPL-003: a playlist that joins an address and a system file', () =>
    isRefused(playlist(`concat:${address}/h|file:///etc/passwd`), 'not_a_film'));
  test('UPL-004: a list of files beside it', async () => {
    await mkdir(join(house.objects, 'sources'), { recursive: true });
    await copyFile(neighbour, join(house.objects, 'sources', 'sibling.ts'));
    await isRefused(Buffer.from('ffconcat version 1.0\nfile sibling.ts\n'), 'not_a_film');
  });
  test('UPL-006: a DASH description', () =>
    isRefused(
      Buffer.from(
        `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT6S">` +
          `<BaseURL>${address}/</BaseURL><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" ` +
          `bandwidth="1"><SegmentTemplate media="s$Number$.m4s" initialization="i.mp4" duration="2"/>` +
          `</Representation></AdaptationSet></Period></MPD>`,
      ),
      'not_a_film',
    ));
  test('UPL-007: a session description that opens a socket', () =>
    isRefused(
      Buffer.from(
        'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n',
      ),
      'not_a_film',
    ));
  test('UPL-009: an AVI whose subtitles are a playlist', async () => {
    const film = await readFile(await makeClip({ ...silent(2), extension: 'avi', video: ['-c:v', 'mpeg4'] }));
    const gab2 = Buffer.concat([Buffer.from('GAB2\0\x02\0', 'latin1'), playlist(`${address}/gab2.ts`)]);
    const video = await house.receive(Buffer.concat([film, gab2]));
    await house.outcome(video);
    expect(hits).toEqual([]);
    await isRefused(gab2, 'not_a_film');
    // As gen_xbin_avi.py makes them: the subtitles are a playlist whose pieces are to be read as an XBIN picture.
    const pieces = `${address}/xbin.ts\n#EXTINF:1,\n#EXT-X-BYTERANGE:1024@0\nfile:///etc/passwd\n#EXTINF:1,\nXBIN\x1a\x20\0\x0f\0\x10\0`;
    await isRefused(
      aviWithSubtitles(playlist(pieces)),
      'not_a_film',
      'nothing_to_play',
      'codec_unsupported',
      'file_damaged',
    );
  });
});

/** The whole catalogue takes minutes: SHOWRUNNER_LONG=1 asks for it. */
const long = process.env.SHOWRUNNER_LONG === '1';
const cuts = long ? 20 : 3;
const flips = long ? 200 : 4;
const longestMs = long ? 3_600_000 : 60_000;

describe('what is no film, or no whole one, fails once and says so', () => {
  test('UPL-022: nothing, one byte, a mere beginning', async () => {
    await isRefused(Buffer.alloc(0), 'file_empty');
    await isRefused(Buffer.from([0]), 'not_a_film', 'file_damaged');
    await isRefused(Buffer.from('000000146674797069736f6d', 'hex'), 'file_damaged', 'not_a_film');
  });

  test('UPL-038: a virus test file and an archive under the name of a film', async () => {
    const eicar = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*';
    await isRefused(Buffer.from(eicar), 'not_a_film');
    await isRefused(
      Buffer.from('504b030414000000000000000000000000000000000000000000030000006162632e747874', 'hex'),
      'not_a_film',
    );
  });

  test(
    `UPL-020: films cut off at ${cuts} seeded places`,
    async () => {
      const [plain, early] = await Promise.all([
        readFile(await makeClip(bFrames30())),
        readFile(await makeClip({ ...bFrames30(), remux: ['-movflags', '+faststart'] })),
      ]);
      for (let seed = 1; seed <= cuts; seed++) {
        const share = seeded(`cut ${seed}`) * 0.8;
        await isRefused(plain.subarray(0, Math.floor(plain.length * share)), 'file_damaged', 'not_a_film');
        await isRefused(
          early.subarray(0, Math.floor(early.length * share)),
          'file_ends_early',
          'file_damaged',
          'not_a_film',
        );
      }
    },
    longestMs,
  );

  test(
    `UPL-021: ${flips} films with flipped bits end, one way or the other, and the worker goes on`,
    async () => {
      const film = await readFile(await makeClip(bFrames30(6)));
      for (let seed = 1; seed <= flips; seed++) {
        const video = await house.receive(withFlippedBits(film, seed, 1 + Math.floor(seeded(`many ${seed}`) * 50)));
        const { ready, code } = await house.outcome(video, 60_000);
        expect(ready || code !== 'gave_up').toBe(true);
      }
      await house.becomesReady(await makeClip(silent(2)));
    },
    longestMs,
  );

  test('UPL-018: a film that runs on past what it declares is stopped', async () => {
    const film = Buffer.from(await readFile(await makeClip({ ...silent(8), extension: 'mkv' })));
    const at = film.indexOf(Buffer.from([0x44, 0x89, 0x88]));
    expect(at).toBeGreaterThan(0);
    film.writeDoubleBE(2_000, at + 3);
    await isRefused(film, 'longer_than_declared');
  });
});

describe('a film beyond a limit is refused before it is decoded', () => {
  test('UPL-011: MagicYUV in MKV, AVI and MOV', async () => {
    for (const extension of ['mkv', 'avi', 'mov']) {
      const path = await made(`magic.${extension}`, [...tiny('1'), '-c:v', 'magicyuv']);
      await isRefused(path, 'codec_unsupported');
    }
  });

  // Dirac is vc2 here; flashsv2 and rpza are left out, as their encoders in ffmpeg 5.1 fail or crash.
  test.each([
    ...['ffv1', 'huffyuv', 'ffvhuff', 'utvideo', 'flashsv', 'zmbv', 'snow', 'cinepak', 'vc2', 'asv1', 'svq1'],
    ...['qtrle', 'msvideo1', 'wmv1', 'h263', 'jpeg2000', 'smc'],
  ])('UPL-012: %s', async (codec) => {
    const picture = ['-f', 'lavfi', '-i', 'testsrc=s=352x288:d=0.4', '-strict', '-2', '-c:v', codec];
    await isRefused(await made(`${codec}.mkv`, picture), 'codec_unsupported');
  });

  test('UPL-013: 16384 × 8192, in little memory', async () => {
    const args = ['-f', 'lavfi', '-i', 'color=s=16384x8192:r=5:d=0.2', '-c:v', 'libx264', '-preset', 'ultrafast'];
    const film = await made('huge.mp4', args);
    const memory = watchMemory();
    await isRefused(film, 'picture_too_large');
    const megabytes = memory.stop();
    expect(megabytes).toBeGreaterThan(1);
    expect(megabytes).toBeLessThan(250);
  });

  test('UPL-017: 1000 pictures a second', async () => {
    const args = ['-f', 'lavfi', '-i', 'testsrc=s=16x16:r=1000:d=2', '-c:v', 'libx264', '-pix_fmt', 'yuv420p'];
    await isRefused(await made('fast.mp4', args), 'too_many_pictures_a_second');
  });

  test('UPL-019: more tracks than allowed', async () => {
    const maps = Array.from({ length: 20 }, () => ['-map', '0:v']).flat();
    await isRefused(await made('many.mp4', [...tiny('0.2'), ...maps, '-c:v', 'libx264']), 'too_many_streams');
  });

  test('UPL-019: two thousand tracks', async () => {
    const film = await readFile(await makeClip(silent(2)));
    const { box } = findBox(film, 'moov/trak');
    await isRefused(withBox(film, 'moov/trak', Buffer.concat(Array(2_000).fill(box))), 'too_many_streams');
  });

  test('UPL-019: a table of a million samples ends within its time, and the worker goes on', async () => {
    const film = await readFile(await makeClip(silent(2)));
    const table = timesToSamples(1_000_000);
    const video = await house.receive(withBox(film, 'moov/trak/mdia/minf/stbl/stts', table));
    const startedAt = Date.now();
    const { ready, code } = await house.outcome(video, 60_000);
    expect(ready || code !== 'gave_up').toBe(true);
    expect(Date.now() - startedAt).toBeLessThan(20_000);
    await house.becomesReady(await makeClip(silent(2)));
  });

  test('a film longer than allowed', async () => {
    await isRefused(await makeClip({ ...soundOnly(80) }), 'too_long');
  });
});

describe('UPL-023: each odd mixture has one defined answer', () => {
  test('sound alone and picture alone play', async () => {
    await house.becomesReady(await makeClip(soundOnly(4)));
    await house.becomesReady(await makeClip(silent(2)));
  });
  test('subtitles alone are refused', async () => {
    const words = join(folder, 'words.srt');
    await writeFile(words, '1\n00:00:00,000 --> 00:00:02,000\nwords\n');
    await isRefused(await made('words.mkv', ['-i', words, '-c:s', 'srt']), 'nothing_to_play');
  });
});

test('UPL-024, UPL-025: names and attachments inside a film go nowhere', async () => {
  const page = join(folder, 'page.html');
  await writeFile(page, '<script>alert(1)</script>');
  const words = join(folder, 'title.txt');
  await writeFile(words, `;FFMETADATA1\ntitle=<script>alert(1)</script>${'x'.repeat(1_000_000)}\n`);
  const attached = ['-attach', page, '-metadata:s:t', 'mimetype=text/html', '-metadata:s:t', 'filename=../../x'];
  const path = await made('attached.mkv', ['-i', await makeClip(silent(2)), '-c', 'copy', ...attached]);
  const told = ['-f', 'ffmetadata', '-i', words, '-map_metadata', '1', '-map', '0:v', '-c', 'copy'];
  const titled = await made('titled.mp4', ['-i', path, ...told]);
  expect((await readFile(titled)).includes(`alert(1)</script>${'x'.repeat(900_000)}`)).toBe(true);
  for (const file of [path, titled]) {
    const { video } = await house.becomesReady(file);
    for await (const { key } of house.storage.list(`media/${video.videoId}`)) {
      expect((await readFile(join(house.objects, key))).includes('alert(1)')).toBe(false);
    }
  }
});

test('UPL-027: a tool is given a path of our making, never what somebody typed', async () => {
  const args = guardedInput('/data/sources/abc', { maxPixels: 1, maxStreams: 1 });
  expect(args.slice(-2)).toEqual(['-i', 'file:/data/sources/abc']);
  expect(args.slice(0, 2)).toEqual(['-protocol_whitelist', 'file']);
});

test('UPL-035: forty bad files at once leave room for the good film of another channel', async () => {
  const channelId = '00000000-0000-7000-8000-00000000000a';
  const bad = await Promise.all(
    Array.from({ length: 40 }, () => house.receive(playlist(`${address}/x.ts`), { channelId })),
  );
  const busiest = watchFastLane();
  const { video: good } = await house.becomesReady(await makeClip(silent(2)));
  expect(await busiest.stop()).toBeLessThanOrEqual(2);
  for (const video of bad) expect(await house.outcome(video, 120_000)).toMatchObject({ code: 'not_a_film' });
  // Its turn comes next, however many wait: what was under way, and one more for each place that becomes free.
  const { rows } = await house.test.db.reader.raw(
    `select count(*)::int as before from media.tasks where channel_id = :channelId and ended_at between
       (select min(created_at) from media.tasks where video_id = :videoId) and
       (select ended_at from media.tasks where video_id = :videoId and kind = 'probe')`,
    { channelId, videoId: good.videoId },
  );
  expect(rows[0].before).toBeLessThanOrEqual(4);
  expect(hits).toEqual([]);
}, 180_000);

/** The most tasks of the fast lane that were under way at once. */
function watchFastLane() {
  let most = 0;
  const look = async () => {
    const { rows } = await house.test.db.reader.raw(
      `select count(*)::int as running from media.tasks where lane = 'fast' and state = 'running'`,
    );
    most = Math.max(most, rows[0].running);
  };
  const timer = setInterval(() => void look().catch(() => undefined), 50);
  return {
    stop: async () => {
      clearInterval(timer);
      await look();
      return most;
    },
  };
}

/** The most resident memory, in megabytes, of a tool that reads one of this house's objects. */
function watchMemory() {
  let most = 0;
  const timer = setInterval(() => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(house.objects)) continue;
        const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0;
        most = Math.max(most, Number(peak) / 1024);
      } catch {
        // It went in the meantime.
      }
    }
  }, 5);
  return {
    stop: () => {
      clearInterval(timer);
      return most;
    },
  };
}

function tiny(seconds: string): string[] {
  return ['-f', 'lavfi', '-i', `testsrc=s=64x64:d=${seconds}`];
}

function seeded(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
}

function withFlippedBits(film: Buffer, seed: number, bits: number): Buffer {
  const copy = Buffer.from(film);
  for (let i = 0; i < bits; i++) {
    const at = Math.floor(seeded(`${seed} ${i}`) * copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << (i % 8));
  }
  return copy;
}
