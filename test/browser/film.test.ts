import type { Page } from 'playwright-core';
import { browserSite } from '../support/browser-site';
import { bFrames30, type ClipSpec, film23976, makeClip, phoneVfr, vp9Webm } from '../support/clips';
import { draftVideo, openChannel, whenSettled } from '../support/creator';
import { checkFilm, checkSeeks, type Fault, type FilmTruth, numberOf } from '../support/film-check';
import { delayPictureSegment, swapSound } from '../support/film-damage';
import { openFilm, playToTheEnd, seekTo, truthOf } from '../support/film-visit';
import { randomNumbers } from '../support/random-numbers';
import { Visitor } from '../support/visitor';

const seconds = 10;
/** A picture that was copied is shown at its own time; an encoded one in the nearest slot of the constant rate. */
const exact = { picture: 0.001, sound: 0.06, seen: 0.5 };
const halfAFrame = { ...exact, picture: 1 / 60 };
const clips: [string, ClipSpec, typeof exact][] = [
  ['with B-frames at 30 fps', bFrames30(seconds), exact],
  ['at 23.976 fps', film23976(seconds), exact],
  ["at a phone's varying rate", phoneVfr(seconds), exact],
  ['that had to be encoded', vp9Webm(6), halfAFrame],
];

// Each film stays as it came: what is looked at must not be replaced by its ladder half-way.
const site = browserSite(() => ({ MEDIA_LADDER: 'none' }));

async function publishFilm(path: string): Promise<string> {
  const { creator, handle } = await openChannel(site.product.url);
  const id = await draftVideo(creator, handle);
  await creator.upload(id, path, { filename: path });
  expect(await whenSettled(creator, id)).toMatchObject({ status: 'ready', failure: null });
  await creator.put(`/videos/${id}/publication`, { visibility: 'public' });
  return id;
}

const watchPage = (id: string) => `${site.product.url}/watch/${id}`;

test.each(clips)(
  'a film %s plays to its end: every picture at its time, every beep, and seeks land where they should',
  async (name, spec, tolerance) => {
    const path = await makeClip(spec);
    const truth = await truthOf(path);
    const { page, complaints } = await site.open();
    await openFilm(page, watchPage(await publishFilm(path)));

    const seen = await playToTheEnd(page);
    expect(checkFilm(seen, truth, tolerance)).toEqual([]);
    const read = new Set(seen.frames.map(numberOf)).size;
    process.stderr.write(
      `    ${name}: ${read} of ${truth.shownAt.length} pictures and ${seen.sounds.length} beeps checked\n`,
    );

    const times = randomNumbers(7, 10).map((share) => share * (spec.seconds - 0.1));
    expect(checkSeeks(await seekTo(page, [0, ...times]), truth)).toEqual([]);
    expect(complaints).toEqual([]);
  },
  120_000,
);

describe('the check notices', () => {
  const spec = bFrames30(8);
  let id: string;
  let truth: FilmTruth;

  beforeAll(async () => {
    const path = await makeClip(spec);
    [id, truth] = [await publishFilm(path), await truthOf(path)];
  }, 60_000);

  async function faultsOf(damage: (page: Page) => Promise<unknown>): Promise<Fault[]> {
    const { page } = await site.open();
    await openFilm(page, watchPage(id));
    await damage(page);
    return checkFilm(await playToTheEnd(page), truth, exact);
  }

  const kinds = (faults: readonly Fault[]) => [...new Set(faults.map(({ kind }) => kind))];

  it('a segment that plays one frame late', async () => {
    const faults = await faultsOf((page) => delayPictureSegment(page, 1, 3_000n));
    expect(kinds(faults)).toContain('a picture is shown at another time');
    const late = faults.filter(({ kind }) => kind === 'a picture is shown at another time');
    expect(Math.min(...late.map(({ facts }) => Number(facts.number)))).toBeGreaterThanOrEqual(6 * 30);
  }, 60_000);

  it('sound that was replaced by silence', async () => {
    const silence = { ...spec, audio: [...(spec.audio ?? []), '-af', 'volume=0'] };
    const silentId = await publishFilm(await makeClip(silence));
    const faults = await faultsOf((page) => swapSound(page, new Visitor(site.product.url), silentId));
    expect(kinds(faults)).toEqual(['a beep was not heard']);
    expect(faults).toHaveLength(truth.beeps.length);
  }, 60_000);

  it('a player that is mute', async () => {
    const faults = await faultsOf((page) =>
      page.locator('.player video').evaluate((video: { muted: boolean }) => {
        video.muted = true;
      }),
    );
    expect(kinds(faults)).toEqual(['a beep was not heard']);
  }, 60_000);
});
