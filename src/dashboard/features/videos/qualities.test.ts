import { describe, expect, it } from '@jest/globals';
import type { VideoTeamView } from '../../../modules/videos/contract';
import { inOrder, nameOf, playingWords, type Rendition, sizeOf } from './qualities';
import { stateOf } from './video-state';

function picture(height: number, state: Rendition['state'], more: Partial<Rendition> = {}): Rendition {
  const [width, progress] = [(height * 16) / 9, state === 'ready' ? 1 : 0];
  return { name: `${height}p`, kind: 'video', width, height, state, progress, failure: null, ...more };
}
const sound: Rendition = { ...picture(0, 'ready'), name: 'audio', kind: 'audio', width: null, height: null };

const film = (more: Partial<VideoTeamView>): VideoTeamView =>
  ({
    status: 'ready',
    playable: true,
    progress: 1,
    etaSeconds: null,
    renditions: [],
    failure: null,
    ...more,
  }) as VideoTeamView;

describe('a rendition', () => {
  it('has the name creators know it by, and the size of its picture', () => {
    expect([picture(720, 'ready'), sound].map(nameOf)).toEqual(['720p', 'Sound']);
    expect(nameOf(picture(1080, 'ready', { name: 'source' }))).toBe('Original');
    expect([picture(720, 'ready'), sound].map(sizeOf)).toEqual(['1280 × 720', null]);
  });
});

it('qualities stand in an order in which newcomers take nobody’s place', () => {
  const original = picture(1080, 'ready', { name: 'source' });
  const names = inOrder([original, sound, picture(234, 'waiting'), picture(1080, 'waiting')]).map(({ name }) => name);
  expect(names).toEqual(['source', '234p', '1080p', 'audio']);
});

describe('what plays', () => {
  const words = (more: Partial<VideoTeamView>) => playingWords(film(more));
  it('is the best whole picture while the others follow', () => {
    const renditions = [picture(360, 'ready'), picture(234, 'ready'), picture(540, 'working'), sound];
    expect(words({ progress: 0.4, renditions })).toBe('Plays now in 360p; more qualities follow.');
  });
  it('is the first one on the way before any is whole, and sound where there is no picture', () => {
    expect(words({ progress: 0.1, renditions: [picture(360, 'working'), picture(540, 'waiting')] })).toMatch(
      'in 360p;',
    );
    expect(words({ progress: 0.1, renditions: [picture(1080, 'working', { name: 'source' })] })).toMatch('in 1080p;');
    expect(words({ progress: 0.1, renditions: [{ ...sound, state: 'working' }] })).toBe('Plays now; the rest follows.');
  });
  it('names what is missing once the rest is whole', () => {
    const failed = picture(1080, 'failed', { failure: 'It took too long.' });
    expect(words({ renditions: [picture(360, 'ready'), failed] })).toBe('It plays, but not in 1080p.');
    expect(words({ renditions: [picture(360, 'ready')] })).toBe('Plays in every quality.');
  });
  it('is the present film while another is made', () => {
    expect(words({ status: 'processing' })).toBe('The present film plays until the new one does.');
    expect(words({ status: 'processing', playable: false })).not.toMatch('present');
  });
});

describe('the state in a list', () => {
  it('tells progress and time left while qualities are on the way', () => {
    expect(stateOf(film({ progress: 0.427, etaSeconds: 240 }))).toMatchObject({
      ...{ label: 'Ready, more qualities on the way', progress: 0.427, busy: true },
      detail: 'About 4 minutes left · 42 %',
    });
  });
  it('says that the old film plays when its replacement came to nothing', () => {
    const failure = { code: 'not_a_film', message: 'This file is not a film.' };
    expect(stateOf(film({ failure }))).toMatchObject({
      tone: 'warning',
      label: 'Ready',
      detail: expect.stringMatching(/old film still plays/),
    });
    expect(stateOf(film({ failure, playable: false, status: 'failed' }))).toMatchObject({ detail: failure.message });
  });
});
