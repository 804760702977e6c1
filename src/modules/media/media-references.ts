import { beforeAnyId, everyPage, type Reader } from '../../platform/db';
import type { ReferencedObject } from '../../platform/storage';
import { posterKey } from './posters';
import {
  type GenerationReferences,
  generationsAfter,
  initFilesOf,
  postersAfter,
  type SegmentReference,
  segmentsAfter,
} from './store-references';

const pageSize = 1_000;
const idOf = ({ id }: { id: string }) => id;

/** Every object of every generation; what failed or was replaced is being deleted. */
export async function* mediaReferences(db: Reader): AsyncGenerator<ReferencedObject> {
  yield* posterObjects(db);
  for await (const page of everyPage(beforeAnyId, idOf, (after) => generationsAfter(db, after, pageSize))) {
    for (const generation of page) yield* objectsOf(db, generation);
  }
}

async function* posterObjects(db: Reader): AsyncGenerator<ReferencedObject> {
  for await (const page of everyPage(beforeAnyId, idOf, (after) => postersAfter(db, after, pageSize))) {
    for (const { name, needed } of page) yield { key: posterKey(name), sizeBytes: null, sha256: null, needed };
  }
}

type SegmentPlace = Parameters<typeof segmentsAfter>[2];

async function* objectsOf(
  db: Reader,
  { id, videoId, state, storyboardFiles }: GenerationReferences,
): AsyncGenerator<ReferencedObject> {
  const needed = state === 'packaging' || state === 'ready';
  const unmeasured = { sizeBytes: null, sha256: null, needed };
  for (const file of storyboardFiles) yield { key: `media/${videoId}/${id}/storyboard/${file}`, ...unmeasured };
  for (const file of await initFilesOf(db, id)) yield { key: `media/${videoId}/${file}`, ...unmeasured };
  const first: SegmentPlace = { rendition: '', number: -1 };
  const itself = (segment: SegmentReference): SegmentPlace => segment;
  for await (const page of everyPage(first, itself, (after) => segmentsAfter(db, id, after, pageSize))) {
    for (const { file, bytes, sha256 } of page) {
      yield { key: `media/${videoId}/${file}`, sizeBytes: bytes, sha256, needed };
    }
  }
}
