import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Visitor } from '../visitor';
import type { OwnVideo } from './operations';
import {
  leftovers,
  messageCounts,
  servedSegments,
  toldOf,
  type UploadTruth,
  uploadsOf,
  type VideoTruth,
  videosOf,
} from './questions';
import { witnessedTopics } from './witness';
import type { World } from './world';

/** A sentence each for what was acknowledged and is not there, and for what is there twice. */
export interface Findings {
  lost: string[];
  doubled: string[];
  /** Neither: processes that ended by themselves, dead letters, leases without a holder, lists that tell something else. */
  wrong: string[];
}

export interface ClientLedger {
  handle: string;
  videos: readonly OwnVideo[];
}

/** Compares everything that was acknowledged with everything that is there. */
export async function judge(world: World, ledgers: readonly ClientLedger[]): Promise<Findings> {
  const findings: Findings = { lost: [], doubled: [], wrong: [...world.crashes()] };
  const handles = ledgers.map(({ handle }) => handle);
  const truths = await videosOf(world.db.reader, handles);
  const uploads = await uploadsOf(world.db.reader, handles);
  judgeDeeds(findings, ledgers, truths);
  judgeReadModel(findings, truths);
  await judgeUploads(findings, world, ledgers, uploads);
  await judgeFilms(findings, world, ledgers, truths);
  await judgeMessages(findings, world, truths);
  await judgeLists(findings, world, ledgers, truths);
  return findings;
}

const videosIn = (ledgers: readonly ClientLedger[]) => ledgers.flatMap(({ videos }) => videos);

function judgeDeeds({ lost, doubled }: Findings, ledgers: readonly ClientLedger[], truths: readonly VideoTruth[]) {
  const known = new Map(truths.map((truth) => [truth.publicId, truth]));
  for (const video of videosIn(ledgers)) {
    const truth = known.get(video.publicId);
    known.delete(video.publicId);
    if (!truth) {
      lost.push(`the draft ${video.title} is gone`);
      continue;
    }
    const [wanted, found] = [video.deeds.join(' '), truth.deeds.join(' ')];
    if (wanted !== found) {
      const list = truth.deeds.length > video.deeds.length ? doubled : lost;
      list.push(`${video.publicId} was ${wanted}, and its history says ${found}`);
    }
    const now = `${video.title} ${video.visibility} ${video.trashed}`;
    const then = `${truth.title} ${truth.visibility} ${truth.trashed}`;
    if (now !== then) lost.push(`${video.publicId} should be ${now}, and is ${then}`);
  }
  for (const extra of known.values()) doubled.push(`nobody was told of ${extra.publicId} ${extra.title}`);
}

function judgeReadModel({ wrong }: Findings, truths: readonly VideoTruth[]) {
  for (const { publicId, listedVersion, toldVersion, listedVisibility, visibility } of truths) {
    if (listedVersion !== toldVersion)
      wrong.push(`${publicId} is listed as of ${listedVersion}, told of ${toldVersion}`);
    if (listedVisibility !== visibility) wrong.push(`${publicId} is ${visibility}, and listed as ${listedVisibility}`);
  }
}

const uploadsIn = ({ uploads }: OwnVideo) => uploads.map((each, i) => ({ ...each, isLast: i === uploads.length - 1 }));

async function judgeUploads(
  { lost, doubled }: Findings,
  world: World,
  ledgers: readonly ClientLedger[],
  truths: readonly UploadTruth[],
) {
  const completed = new Map(
    truths.filter(({ state }) => state === 'completed').map((truth) => [truth.publicId, truth]),
  );
  for (const { uploadId, bytes, isLast } of videosIn(ledgers).flatMap(uploadsIn)) {
    const truth = completed.get(uploadId);
    completed.delete(uploadId);
    if (!truth?.sourceKey) {
      lost.push(`the upload ${uploadId} was finished, and is not completed`);
      continue;
    }
    const stored = await readFile(join(world.dataDir, 'media', truth.sourceKey)).catch(() => Buffer.alloc(0));
    if (sha256(stored) !== sha256(bytes)) lost.push(`the source of ${uploadId} is not what was sent`);
    if (truth.told === 0 || truth.heard === 0) lost.push(`media never heard of ${uploadId}`);
    if (truth.told > 1 || truth.heard > 1) doubled.push(`media heard of ${uploadId} twice`);
    // What was replaced before it played is deleted after two minutes.
    if (isLast && truth.generations === 0) lost.push(`nothing was made of ${uploadId}`);
    // One that cannot be cut as it came is started over; these films can be cut.
    if (truth.generations > 1) doubled.push(`${uploadId} has ${truth.generations} generations`);
  }
  for (const { publicId } of completed.values()) doubled.push(`the upload ${publicId} was completed beside another`);
}

async function judgeFilms(
  { lost, wrong }: Findings,
  world: World,
  ledgers: readonly ClientLedger[],
  truths: readonly VideoTruth[],
) {
  for (const { publicId, uploads } of videosIn(ledgers)) {
    const last = uploads.at(-1);
    if (!last) continue;
    const truth = truths.find((each) => each.publicId === publicId);
    const state = `${truth?.status} ${truth?.failure ?? 'well'}`;
    const wanted = last.isFilm ? 'ready well' : 'failed';
    if (!state.startsWith(wanted)) lost.push(`${publicId} should be ${wanted}, and is ${state}`);
    if (last.isFilm) wrong.push(...(await holesIn(world, publicId)));
  }
}

async function holesIn({ db, dataDir }: World, publicId: string): Promise<string[]> {
  const segments = await servedSegments(db.reader, publicId);
  const holes: string[] = segments.length === 0 ? [`${publicId} has no segments`] : [];
  for (const [i, segment] of segments.entries()) {
    const before = segments[i - 1]?.rendition === segment.rendition ? segments[i - 1] : undefined;
    const [number, start] = before ? [before.number + 1, before.startTicks + before.durationTicks] : [0, null];
    if (segment.number !== number) holes.push(`${publicId} ${segment.rendition} goes on with ${segment.number}`);
    if (start !== null && segment.startTicks !== start) holes.push(`${segment.key} does not follow`);
    const { size } = await stat(join(dataDir, 'media', segment.key)).catch(() => ({ size: -1 }));
    if (size !== segment.bytes) holes.push(`${segment.key} has ${size} bytes and not ${segment.bytes}`);
  }
  return holes;
}

async function judgeMessages({ lost, doubled, wrong }: Findings, world: World, truths: readonly VideoTruth[]) {
  const { reader } = world.db;
  const ids = truths.map(({ id }) => id);
  const counts = await messageCounts(reader, witnessedTopics, ids);
  if (counts.unheard > 0) lost.push(`${counts.unheard} messages never reached a consumer`);
  if (counts.unwritten > 0) lost.push(`${counts.unwritten} messages never had their effect`);
  if (counts.doubled > 0) doubled.push(`${counts.doubled} messages had their effect twice`);
  if (counts.toldTwice > 0) doubled.push(`${counts.toldTwice} generations were told ready, playable or failed twice`);
  for (const deed of ['drafted', 'published', 'unpublished', 'trashed', 'restored']) {
    const done = truths.reduce((sum, { deeds }) => sum + deeds.filter((each) => each === deed).length, 0);
    const told = await toldOf(reader, `video.${deed}`, ids);
    if (told < done) lost.push(`${done} were ${deed}, and ${told} told of it`);
    if (told > done) doubled.push(`${done} were ${deed}, and ${told} told of it`);
  }
  const { deadLetters, orphanLeases } = await leftovers(reader);
  if (deadLetters > 0) wrong.push(`${deadLetters} dead letters`);
  if (orphanLeases > 0) wrong.push(`${orphanLeases} leases are held by nobody`);
}

/** What a stranger is shown is what was published and plays. */
async function judgeLists(
  { wrong }: Findings,
  world: World,
  ledgers: readonly ClientLedger[],
  truths: readonly VideoTruth[],
) {
  const stranger = new Visitor(world.urls);
  for (const { handle, videos } of ledgers) {
    const { body } = await stranger.get<{ items: { id: string }[] }>(`/channels/${handle}/videos?limit=100`);
    const shown = body.items.map(({ id }) => id).sort();
    const wanted = videos
      .filter(({ visibility, trashed, publicId }) => visibility === 'public' && !trashed && plays(truths, publicId))
      .map(({ publicId }) => publicId)
      .sort();
    if (shown.join() !== wanted.join()) wrong.push(`${handle} shows ${shown.length} videos of ${wanted.length}`);
  }
}

function plays(truths: readonly VideoTruth[], publicId: string): boolean {
  return truths.some((truth) => truth.publicId === publicId && truth.status === 'ready');
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
