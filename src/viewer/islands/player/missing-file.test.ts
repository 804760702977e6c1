import type { ErrorData } from 'hls.js';
import { isMissing } from './missing-file';

const origin = 'https://films.example';
const ours = `${origin}/p/token/generation/360p/f1/s1.m4s`;
const inBucket = 'https://bucket.example/f1/s1.m4s?X-Amz-Signature=1';

function answered(code: number, url: string): boolean {
  return isMissing({ response: { code }, frag: { url } } as unknown as ErrorData, origin);
}

test.each<[number, string, boolean]>([
  [404, ours, true],
  [404, inBucket, true],
  [403, inBucket, true],
  [403, ours, false],
  [503, inBucket, false],
])('%d of %s', (code, url, missing) => {
  expect(answered(code, url)).toBe(missing);
});

test('a list that is refused is no missing file, and a broken connection is not either', () => {
  expect(isMissing({ response: { code: 403 } } as unknown as ErrorData, origin)).toBe(false);
  expect(isMissing({}, origin)).toBe(false);
});
