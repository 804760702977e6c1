import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPlaybackTokens } from '../src/modules/playback/tokens';
import { Secret } from '../src/platform/config';
import { newId } from '../src/platform/ids';
import { bench, type Cost } from './measure';

const repeats = Number(process.env.TOKEN_REPEATS ?? 5);
const count = Number(process.env.TOKEN_COUNT ?? 200_000);
const key = 'a-key-for-the-benchmark-of-tokens';
/** Of a token: what is signed, then the code. */
const signedBytes = 54;

/** Playback tokens checked as each request below `/p/` does, against HMAC-SHA-256 over the same bytes. */
bench('token', async ({ folder, input, compare, figure }) => {
  const secrets = [new Secret(key)];
  const { sign } = createPlaybackTokens(secrets);
  const expiresAt = new Date(Date.now() + 3_600_000);
  const [videoId, generationId] = [newId(), newId()];
  const fresh = Array.from({ length: count }, () => sign({ sessionId: newId(), videoId, generationId, expiresAt }));
  const path = join(folder, 'tokens');
  await writeFile(path, fresh.join('\n'));
  await input(path);
  const known = Array.from({ length: count }, (_, n) => fresh[n % 1_000] ?? '');
  for (const [row, tokens, maxCpuRatio] of [
    ['tokens never seen before', fresh, 4],
    ['tokens of which a thousand films ask again and again', known, 0.1],
  ] as const) {
    const seconds: number[] = [];
    await compare({
      row: `${count} ${row}`,
      repeats,
      maxCpuRatio,
      ours: {
        command: 'createPlaybackTokens(keys).read(token)',
        run: async () => {
          const { read } = createPlaybackTokens(secrets);
          const cost = timed(tokens, (token) => read(token) !== null);
          seconds.push(cost.seconds);
          return cost;
        },
      },
      bare: {
        command: "timingSafeEqual(createHmac('sha256', key).update(bytes).digest(), mac)",
        run: async () => timed(tokens, createBareCheck()),
      },
    });
    figure(`checks a second at best, ${row}`, count / Math.min(...seconds), '/s');
  }
});

function createBareCheck(): (token: string) => boolean {
  const secret = createSecretKey(Buffer.from(key));
  return (token) => {
    const bytes = Buffer.from(token, 'base64url');
    const mac = bytes.subarray(signedBytes);
    const own = createHmac('sha256', secret).update(bytes.subarray(0, signedBytes)).digest();
    return timingSafeEqual(own.subarray(0, mac.length), mac);
  };
}

function timed(tokens: readonly string[], isGenuine: (token: string) => boolean): Required<Cost> {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  if (!tokens.every(isGenuine)) throw new Error('A genuine token was refused');
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { seconds, cpuSeconds: (user + system) / 1e6 };
}
