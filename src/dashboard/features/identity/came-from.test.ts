import { readCameFrom, wayBack } from './came-from';

const video = `vid_${'a'.repeat(22)}`;
const back = (search: Record<string, unknown>) => wayBack(readCameFrom(search));

test('whoever came from a video goes back to it, from the studio to the place there', () => {
  expect(back({ watch: video })).toEqual({ site: `/watch/${video}` });
  expect(back({ next: '/@ann/videos' })).toEqual({ studio: '/@ann/videos' });
  expect(back({})).toEqual({ studio: '/' });
});

test.each([
  'https://evil.test',
  '//evil.test',
  '/\\evil.test',
  `${video}/../../..//evil.test`,
  `${video}\n`,
  ['x'],
  { a: 1 },
  'javascript:alert(1)',
])('no made-up address leaves this site: %j', (address) => {
  expect(back({ watch: address })).toEqual({ studio: '/' });
  const way = back({ next: address });
  // Below the studio's base it is a path, whatever it begins with.
  expect(new URL(`/studio${'studio' in way ? way.studio : ''}`, 'https://ours.test').origin).toBe('https://ours.test');
});
