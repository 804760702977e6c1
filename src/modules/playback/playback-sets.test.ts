import type { PlaybackSet } from '../media';
import { createPlaybackSets } from './playback-sets';

const clock = { now: () => new Date(0) };

function aSet(segments: number): PlaybackSet {
  const rendition = { segments: Array.from({ length: segments }, () => ({})) };
  return { generationId: 'g', durationMs: null, renditions: [rendition] } as unknown as PlaybackSet;
}

function counted(answer: (videoId: string) => Promise<PlaybackSet | null>) {
  const asked: string[] = [];
  const playbackSet = (videoId: string) => {
    asked.push(videoId);
    return answer(videoId);
  };
  return { asked, sets: createPlaybackSets({ playbackSet }, clock) };
}

test('a film is read once for all who ask within a second, and long films do not pile up', async () => {
  const long = aSet(30_000);
  const { asked, sets } = counted(async () => long);
  await Promise.all([sets.current('a'), sets.find('a', 'g'), sets.findOrNext('a', 'g')]);
  await sets.current('a');
  expect(asked).toEqual(['a']);
  for (const film of ['b', 'c', 'd']) await sets.current(film);
  await sets.current('d');
  expect(asked).toEqual(['a', 'b', 'c', 'd']);
  await sets.current('a');
  expect(asked.at(-1)).toBe('a');
  expect(asked).toHaveLength(5);
});

test('that nothing plays yet is not remembered', async () => {
  let set: PlaybackSet | null = null;
  const { sets } = counted(async () => set);
  expect(await sets.current('a')).toBeNull();
  set = aSet(1);
  expect(await sets.current('a')).toBe(set);
});
