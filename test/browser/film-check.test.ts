import { barcodeBits } from '../support/clips';
import { checkFilm, checkSeeks, type FilmTruth } from '../support/film-check';
import type { FilmObservation, FrameSeen } from '../support/film-observation';

const truth: FilmTruth = {
  shownAt: Array.from({ length: 90 }, (_, number) => number / 30),
  beeps: [0, 1, 2],
};
const tolerance = { picture: 0.001, sound: 0.05, seen: 0.5 };
const kindsOf = (seen: FilmObservation) => [...new Set(checkFilm(seen, truth, tolerance).map(({ kind }) => kind))];

/** A film that was played as it is; the sound's clock runs half a second ahead. */
function aGoodShow(change: Partial<FilmObservation> = {}): FilmObservation {
  return {
    frames: truth.shownAt.map((at, number) => aFrame(number, at)),
    sounds: truth.beeps.map((at) => ({ startedAt: at + 0.5, lasted: 0.05, level: 0.35, hertz: 1000 })),
    clocks: Array.from({ length: 150 }, (_, i) => ({ sound: 0.5 + i / 50, film: i / 50 })),
    ...{ ended: true, error: null, decodedSoundBytes: 5_000 },
    ...change,
  };
}

function aFrame(number: number, at: number): FrameSeen {
  const bits = Array.from({ length: barcodeBits }, (_, i) => (number >> (barcodeBits - 1 - i)) & 1);
  return { at, lumas: bits.flatMap((bit) => (bit ? [235, 16] : [16, 235])) };
}

const { frames, sounds, clocks } = aGoodShow();

test('a film that is played as it is has no fault', () => {
  expect(checkFilm(aGoodShow(), truth, tolerance)).toEqual([]);
});

test.each<[string, Partial<FilmObservation>, string]>([
  ['does not end', { ended: false }, 'the film did not end'],
  ['breaks', { error: 'PIPELINE_ERROR_DECODE' }, 'the player gave up'],
  ['stops early', { frames: frames.slice(0, -1) }, 'the last picture was not reached'],
  ['begins late', { frames: frames.slice(30) }, 'the film did not begin at 0'],
  ['is a slide show', { frames: frames.filter((_, i) => i % 3 === 0 || i === 89) }, 'too few pictures were shown'],
  ['jumps back', { frames: frames.toSpliced(40, 0, aFrame(20, 20 / 30)) }, 'pictures run backwards'],
  [
    'shows one picture a frame late',
    { frames: frames.with(40, aFrame(39, 40 / 30)) },
    'a picture is shown at another time',
  ],
  ['shows mud', { frames: frames.with(40, { at: 40 / 30, lumas: [] }) }, 'a picture is none of the film'],
  ['has no sound', { decodedSoundBytes: 0 }, 'no sound was decoded'],
  ['leaves a beep out', { sounds: sounds.slice(0, 2) }, 'a beep was not heard'],
  ['beeps softly', { sounds: sounds.map((beep) => ({ ...beep, level: 0.01 })) }, 'a beep does not sound like one'],
  [
    'beeps an octave up',
    { sounds: sounds.map((beep) => ({ ...beep, hertz: 2000 })) },
    'a beep does not sound like one',
  ],
  ['beeps late', { clocks: clocks.map(({ sound, film }) => ({ sound, film: film + 0.1 })) }, 'a beep was not heard'],
  [
    'crackles',
    { sounds: [...sounds, { startedAt: 2, lasted: 0.01, level: 0.4, hertz: 300 }] },
    'something was heard where it is silent',
  ],
])('a film that %s is noticed', (_, change, kind) => {
  expect(kindsOf(aGoodShow(change))).toContain(kind);
});

test('a seek may land on the picture that is shown at that time, or half a picture away from it', () => {
  const landing = (asked: number, number: number) => checkSeeks([{ asked, frame: aFrame(number, number / 30) }], truth);
  expect([landing(1.01, 30), landing(1.01, 29), landing(2.98, 89)]).toEqual([[], [], []]);
  expect([landing(1.01, 31), landing(1.02, 29), landing(2, 89), landing(1, 200)].flat()).toHaveLength(4);
});
