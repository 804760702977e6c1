import fc from 'fast-check';
import { createBoxSplitter } from './box-splitter';
import { makeBox } from './boxes';

const boxes = fc.array(
  fc.record({ type: fc.constantFrom('moof', 'mdat', 'moov', 'ftyp'), body: fc.uint8Array({ maxLength: 200 }) }),
  { maxLength: 8 },
);

test('a stream cut anywhere gives the same boxes', () => {
  fc.assert(
    fc.property(boxes, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (parts, cuts) => {
      const whole = parts.map(({ type, body }) => makeBox(type, Buffer.from(body)));
      const stream = Buffer.concat(whole);
      const splitter = createBoxSplitter();
      const found: Buffer[] = [];
      for (let at = 0, i = 0; at < stream.length; i++) {
        const length = cuts[i % cuts.length] ?? 1;
        found.push(...splitter.push(stream.subarray(at, at + length)).map(({ bytes }) => bytes));
        at += length;
      }
      expect(found).toEqual(whole);
      expect(splitter.pendingBytes()).toBe(0);
    }),
  );
});

test('a box of impossible size is refused before it is waited for', () => {
  const header = Buffer.from([0xff, 0xff, 0xff, 0xff, 0x6d, 0x64, 0x61, 0x74]);
  expect(() => createBoxSplitter(1_000).push(header)).toThrow(RangeError);
  expect(() => createBoxSplitter().push(Buffer.from([0, 0, 0, 4, 0x6d, 0x64, 0x61, 0x74]))).toThrow(RangeError);
});
