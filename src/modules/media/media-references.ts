import type { Reader } from '../../platform/db';
import type { ReferencedObject } from '../../platform/storage';
import { posterKey } from './posters';
import {
  type GenerationReferences,
  generationsAfter,
  initFilesOf,
  postersAfter,
  segmentsAfter,
} from './store-references';

const pageSize = 1_000;
const firstId = '00000000-0000-0000-0000-000000000000';

/** Every object of every generation; what failed or was replaced is being deleted. */
export async function* mediaReferences(db: Reader): AsyncGenerator<ReferencedObject> {
  yield* posterObjects(db);
  let after = firstId;
  for (;;) {
    const page = await generationsAfter(db, after, pageSize);
    for (const generation of page) yield* objectsOf(db, generation);
    const last = page.at(-1);
    if (!last) return;
    after = last.id;
  }
}

async function* posterObjects(db: Reader): AsyncGenerator<ReferencedObject> {
  let after = firstId;
  for (;;) {
    const page = await postersAfter(db, after, pageSize);
    for (const { name, needed } of page) yield { key: posterKey(name), sizeBytes: null, sha256: null, needed };
    const last = page.at(-1);
    if (!last) return;
    after = last.id;
  }
}

async function* objectsOf(
  db: Reader,
  { id, videoId, state, storyboardFiles }: GenerationReferences,
): AsyncGenerator<ReferencedObject> {
  const needed = state === 'packaging' || state === 'ready';
  const unmeasured = { sizeBytes: null, sha256: null, needed };
  for (const file of storyboardFiles) yield { key: `media/${videoId}/${id}/storyboard/${file}`, ...unmeasured };
  for (const file of await initFilesOf(db, id)) yield { key: `media/${videoId}/${file}`, ...unmeasured };
  let after = { rendition: '', number: -1 };
  for (;;) {
    const page = await segmentsAfter(db, id, after, pageSize);
    for (const { file, bytes, sha256 } of page) {
      yield { key: `media/${videoId}/${file}`, sizeBytes: bytes, sha256, needed };
    }
    const last = page.at(-1);
    if (!last) return;
    after = last;
  }
}
