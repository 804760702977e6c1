import * as argon2 from '@node-rs/argon2';
import { createPasswords } from './passwords';

jest.mock('@node-rs/argon2', () => ({ ...jest.requireActual('@node-rs/argon2'), hash: jest.fn(), verify: jest.fn() }));
const real = jest.requireActual<typeof argon2>('@node-rs/argon2');

describe('passwords', () => {
  it('are hashed two at a time, so that a rush of sign-ins starves nothing else', async () => {
    let running = 0;
    let most = 0;
    jest.mocked(argon2.hash).mockImplementation(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      return 'hash';
    });
    const { hash } = createPasswords();
    await Promise.all(Array.from({ length: 20 }, (_, i) => hash(`password ${i}`)));
    expect(most).toBe(2);
  });

  it('are refused with a sentence when too many wait, and taken again afterwards', async () => {
    jest.mocked(argon2.hash).mockImplementation(async () => 'hash');
    const { hash } = createPasswords();
    const outcomes = await Promise.allSettled(Array.from({ length: 200 }, () => hash('a password')));
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(200 - 64 - 2);
    expect(refused[0]).toMatchObject({ reason: { code: 'sign_in_busy', kind: 'unavailable' } });
    await expect(hash('a password')).resolves.toBe('hash');
  });

  it('free their place when hashing fails', async () => {
    jest.mocked(argon2.hash).mockRejectedValue(new Error('out of memory'));
    const { hash } = createPasswords();
    for (let i = 0; i < 3; i++) await expect(hash('a password')).rejects.toThrow('out of memory');
  });

  it('match however the keyboard composes them, and no hash matches nothing', async () => {
    jest.mocked(argon2.hash).mockImplementation(real.hash);
    jest.mocked(argon2.verify).mockImplementation(real.verify);
    const { hash, matches } = createPasswords();
    const stored = await hash('caf\u00e9 au lait');
    expect(await matches(stored, 'cafe\u0301 au lait')).toBe(true);
    expect(await matches(stored, 'cafe au lait')).toBe(false);
    expect(await matches(null, 'cafe au lait')).toBe(false);
  });

  it.each([
    ['$argon2id$v=19$m=19456,t=2,p=1$', false],
    ['$argon2id$v=19$m=65536,t=3,p=1$', false],
    ['$argon2id$v=19$m=19455,t=2,p=1$', true],
    ['$argon2id$v=19$m=19456,t=1,p=1$', true],
    ['$argon2i$v=19$m=19456,t=2,p=1$', true],
  ])('%s is outdated: %s', (parameters, outdated) => {
    const stored = `${parameters}AQEBAQEBAQEBAQEBAQEBAQ$AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE`;
    expect(createPasswords().isOutdated(stored)).toBe(outdated);
  });
});
