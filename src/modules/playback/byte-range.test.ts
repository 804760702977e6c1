import fc from 'fast-check';
import { readRange } from './byte-range';

test.each([
  [undefined, { kind: 'whole' }],
  ['bytes=0-99', { kind: 'part', range: { start: 0, end: 99 } }],
  ['bytes=10-', { kind: 'part', range: { start: 10, end: 999 } }],
  ['bytes=-10', { kind: 'part', range: { start: 990, end: 999 } }],
  ['bytes=-5000', { kind: 'part', range: { start: 0, end: 999 } }],
  ['bytes=900-5000', { kind: 'part', range: { start: 900, end: 999 } }],
  ['bytes=999-999', { kind: 'part', range: { start: 999, end: 999 } }],
  ['bytes=1000-', { kind: 'unsatisfiable' }],
  ['bytes=-0', { kind: 'unsatisfiable' }],
  ['bytes=5-4', { kind: 'whole' }],
  ['bytes=-', { kind: 'whole' }],
  ['bytes=0-1,5-6', { kind: 'whole' }],
  ['items=0-1', { kind: 'whole' }],
  ['bytes=0x1-2', { kind: 'whole' }],
  [`bytes=${'9'.repeat(40)}-`, { kind: 'whole' }],
])('%j of 1000 bytes', (header, expected) => {
  expect(readRange(header, 1000)).toEqual(expected);
});

test('whatever is asked, a part lies within the object', () => {
  const header = fc.oneof(
    fc.string(),
    fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `bytes=${a}-${b}`),
  );
  fc.assert(
    fc.property(header, fc.nat(), (given, size) => {
      const answer = readRange(given, size);
      if (answer.kind !== 'part') return;
      expect(answer.range.start).toBeGreaterThanOrEqual(0);
      expect(answer.range.start).toBeLessThanOrEqual(answer.range.end);
      expect(answer.range.end).toBeLessThan(size);
    }),
  );
});
