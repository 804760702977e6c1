import type { OpenFilm } from '../store-forecast';
import { forecast } from './forecast';

const film = (videoId: string, change: Partial<OpenFilm> = {}): OpenFilm => ({
  ...{ videoId, channelId: 'a', urgency: 1, rank: 0, playable: false, running: false, restToWatch: 10, rest: 100 },
  ...change,
});
const of = (films: OpenFilm[], videoId: string, pace = 1) =>
  forecast(films, pace).find((each) => each.videoId === videoId);

test('a film alone takes what its work takes', () => {
  expect(of([film('one')], 'one', 2)).toMatchObject({ playable: 5, whole: 50 });
});

test('behind films of its own channel it plays when all before it do, long before they are whole', () => {
  const films = [film('one'), film('two'), film('three')];
  expect(of(films, 'three')).toMatchObject({ playable: 25, whole: 300 });
});

test('a film that gets no better waits only for those before it', () => {
  const films = [film('one', { rest: 10 }), film('two', { rest: 10 })];
  expect(films.map(({ videoId }) => of(films, videoId)?.whole)).toEqual([10, 20]);
});

test('channels share: a crowd of films elsewhere delays by a part, not by all of them', () => {
  const crowd = Array.from({ length: 50 }, (_, i) => film(`crowd ${i}`, { channelId: 'b' }));
  expect(of([...crowd, film('mine')], 'mine')).toMatchObject({ playable: 5, whole: 200 });
});

test('a film that plays is told only when it is whole, and without workers nothing is told', () => {
  expect(of([film('one', { playable: true })], 'one')?.playable).toBeNull();
  expect(forecast([film('one')], 0)).toEqual([]);
});
