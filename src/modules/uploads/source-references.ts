import type { Reader } from '../../platform/db';
import type { ReferencedObject } from '../../platform/storage';
import { sourceKeyOf } from './bucket-upload';
import { waitingStretches } from './part-store';
import { uploadsWithBytes } from './store';

const pageSize = 1_000;
const firstId = '00000000-0000-0000-0000-000000000000';

/**
 * Every source that lies in storage, or may: one moves there before its upload counts as completed. Of unfinished ones
 * also what is too short for a part yet and waits in an object of its own.
 */
export async function* sourceReferences(db: Reader): AsyncGenerator<ReferencedObject> {
  let after = firstId;
  for (;;) {
    const page = await uploadsWithBytes(db, after, pageSize);
    for (const { upload, dropAfter } of page) {
      yield {
        key: upload.storageKey ?? sourceKeyOf(upload),
        sizeBytes: upload.sizeBytes,
        sha256: null,
        needed: upload.state === 'completed' && dropAfter === null,
      };
    }
    for (const { key, sizeBytes } of await waitingStretches(
      db,
      page.filter(({ dropAfter }) => dropAfter === null).map(({ upload }) => upload.id),
    )) {
      yield { key, sizeBytes, sha256: null, needed: false };
    }
    const last = page.at(-1);
    if (!last) return;
    after = last.upload.id;
  }
}
