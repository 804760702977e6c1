import { gainFor, readSoundLevel } from './sound-level';

const summary = (integrated: string, peak: string) => `
[Parsed_ebur128_1 @ 0x1] Summary:

  Integrated loudness:
    I:         ${integrated} LUFS
    Threshold: -33.1 LUFS

  True peak:
    Peak:       ${peak} dBFS
`;

test('the last summary of the meter is read, whatever a file says before', () => {
  const said = `title : Summary: I: -3.0 LUFS Peak: 0.0 dBFS${summary('-23.2', '-4.1')}`;
  expect(readSoundLevel(said)).toEqual({ integrated: -23.2, truePeak: -4.1 });
});

test('silence has no level', () => {
  expect(readSoundLevel(summary('-70.0', '-inf'))).toBeNull();
  expect(readSoundLevel('nothing')).toBeNull();
  expect(gainFor(null)).toBe(0);
});

test.each([
  ['too loud', { integrated: -8, truePeak: 0 }, -7],
  ['quiet with room above', { integrated: -23, truePeak: -12 }, 8],
  ['quiet with peaks', { integrated: -23, truePeak: -3 }, 2],
  ['quiet with peaks at the top', { integrated: -23, truePeak: 0 }, 0],
  ['a whisper', { integrated: -50, truePeak: -40 }, 12],
])('sound that is %s gets one gain that never clips', (_, level, gain) => {
  expect(gainFor(level)).toBeCloseTo(gain, 6);
});
