import fc from 'fast-check';
import { Secret } from '../../platform/config';
import { createPlaybackTokens, tokenPattern } from './tokens';

const tokens = createPlaybackTokens([new Secret('a key for tests')]);
const facts = fc.record({
  sessionId: fc.uuid(),
  videoId: fc.uuid(),
  generationId: fc.uuid(),
  expiresAt: fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((seconds) => new Date(seconds * 1000)),
});

test('what was signed is read back', () => {
  fc.assert(
    fc.property(facts, (given) => {
      const token = tokens.sign(given);
      expect(token).toMatch(tokenPattern);
      expect(tokens.read(token)).toEqual(given);
    }),
  );
});

test('a token with any one character changed is worth nothing', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  fc.assert(
    fc.property(facts, fc.nat(95), fc.constantFrom(...alphabet), (given, at, letter) => {
      const token = tokens.sign(given);
      fc.pre(token[at] !== letter);
      expect(tokens.read(token.slice(0, at) + letter + token.slice(at + 1))).toBeNull();
    }),
  );
});

test.each(['', 'x', 'A'.repeat(95), 'A'.repeat(96), 'A'.repeat(97), `${'A'.repeat(95)}.`, `${'A'.repeat(95)}=`])(
  '%j is no token',
  (text) => expect(tokens.read(text)).toBeNull(),
);

test('after a change of key old tokens are read while the old key is kept, and new ones are signed with the new key', () => {
  const [given] = fc.sample(facts, 1);
  if (!given) throw new Error('no sample');
  const [older, newer] = [new Secret('older'), new Secret('newer')];
  const old = createPlaybackTokens([older]).sign(given);
  const both = createPlaybackTokens([newer, older]);
  expect(both.read(old)).toEqual(given);
  expect(createPlaybackTokens([newer]).read(old)).toBeNull();
  expect(createPlaybackTokens([newer]).read(both.sign(given))).toEqual(given);
});

test('a process without a key signs nothing', () => {
  const [given] = fc.sample(facts, 1);
  if (!given) throw new Error('no sample');
  expect(() => createPlaybackTokens([]).sign(given)).toThrow();
});
