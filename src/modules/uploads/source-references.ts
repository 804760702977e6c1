import { beforeAnyId, everyPage, type Reader } from '../../platform/db';
import type { ReferencedObject } from '../../platform/storage';
import { sourceKeyOf } from './bucket-upload';
import { waitingStretches } from './part-store';
import { type Upload, uploadsWithBytes } from './store';

const pageSize = 1_000;

/**
 * Every source that lies in storage, or may: one moves there before its upload counts as completed. Of unfinished ones
 * also what is too short for a part yet and waits in an object of its own.
 */
export async function* sourceReferences(db: Reader): AsyncGenerator<ReferencedObject> {
  const idOf = ({ upload }: { upload: Upload }) => upload.id;
  for await (const page of everyPage(beforeAnyId, idOf, (after) => uploadsWithBytes(db, after, pageSize))) {
    for (const { upload, dropAfter } of page) {
      yield {
        key: upload.storageKey ?? sourceKeyOf(upload),
        sizeBytes: upload.sizeBytes,
        sha256: null,
        needed: upload.state === 'completed' && dropAfter === null,
      };
    }
    const kept = page.filter(({ dropAfter }) => dropAfter === null);
    for (const { key, sizeBytes } of await waitingStretches(db, kept.map(idOf))) {
      yield { key, sizeBytes, sha256: null, needed: false };
    }
  }
}
