import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type DemoFilm, demoFilms, makeDemoFilm } from './demo-films';
import { ApiVisitor } from './demo-visitor';

const usage = 'usage: node dist/processes/seed-demo.js URL';

export const demoAccounts = {
  creator: { email: 'creator@demo.showrunner.example', password: 'aurora-demo-creator', displayName: 'Ada Lindqvist' },
  viewer: { email: 'viewer@demo.showrunner.example', password: 'aurora-demo-viewer', displayName: 'Sam Okafor' },
} as const;

const handle = 'aurora';
const library = z.object({ items: z.array(z.object({ title: z.string(), status: z.string() })) });
const draft = z.object({ id: z.string() });
const state = z.object({ status: z.string(), playable: z.boolean().optional(), failure: z.unknown() });

/** Fills an empty installation as a creator would: through the API, with real films. Running it again adds only what is missing. */
async function seedDemo(url: string): Promise<void> {
  const creator = new ApiVisitor(url);
  await creator.signInOrUp(demoAccounts.creator);
  await new ApiVisitor(url).signInOrUp(demoAccounts.viewer);
  if (!(await creator.exists(`/channels/${handle}`))) {
    await creator.post('/channels', { handle, name: 'Aurora' });
    await creator.patch(`/channels/${handle}`, {
      description: 'Slow films made by small programs. A demo channel: change it as you like.',
    });
  }
  const { items } = library.parse(await creator.get(`/channels/${handle}/videos?limit=100`));
  const present = new Set(items.filter((video) => video.status !== 'draft').map((video) => video.title));
  const folder = await mkdtemp(join(tmpdir(), 'showrunner-demo-'));
  try {
    for (const film of demoFilms.filter(({ title }) => !present.has(title))) await addFilm(creator, film, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function addFilm(creator: ApiVisitor, film: DemoFilm, folder: string): Promise<void> {
  process.stdout.write(`Making the demo film "${film.title}"\n`);
  const path = await makeDemoFilm(film, folder);
  const { title, description, tags } = film;
  const { id } = draft.parse(await creator.post(`/channels/${handle}/videos`, { title, description, tags }));
  await creator.upload(id, path, `${createHash('sha256').update(title).digest('hex').slice(0, 8)}.mp4`);
  await creator.put(`/videos/${id}/publication`, { visibility: 'public' });
  for (let tries = 0; tries < 240; tries++) {
    const { status, failure } = state.parse(await creator.get(`/videos/${id}`));
    if (status === 'ready') return;
    if (status === 'failed') throw new Error(`The demo film "${title}" failed: ${JSON.stringify(failure)}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`The demo film "${title}" was not ready in two minutes`);
}

const [, , url] = process.argv;
if (require.main === module) {
  if (!url) {
    process.stderr.write(`${usage}\n`);
    process.exit(2);
  }
  seedDemo(url).catch((error: unknown) => {
    process.stderr.write(`The demo could not be set up: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
