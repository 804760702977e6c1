import { everyPage, type Reader } from '../../platform/db';
import type { ReferencedObject } from '../../platform/storage';
import { fileNameOf, storageFolder } from './picture-address';
import { foldersAfter, type PictureFolder } from './picture-store';
import { pictureWidths } from './re-encode';
import type { PictureKind } from './store';

const pageSize = 500;

/** Every file of a picture that a channel shows, and of those that are on their way in or out. */
export async function* pictureReferences(db: Reader): AsyncGenerator<ReferencedObject> {
  const nameOf = ({ folder }: PictureFolder) => folder;
  for await (const page of everyPage('', nameOf, (after) => foldersAfter(db, after, pageSize))) {
    for (const folder of page) yield* filesOf(folder);
  }
}

function* filesOf({ folder, files, deleteAfter }: PictureFolder): Generator<ReferencedObject> {
  const needed = deleteAfter === null;
  for (const { name, bytes, sha256 } of files ?? []) {
    yield { key: `${storageFolder(folder)}${name}`, sizeBytes: bytes, sha256, needed };
  }
  if (files) return;
  const kind: PictureKind = folder.split('/')[1]?.startsWith('avatar-') ? 'avatar' : 'banner';
  for (const width of pictureWidths[kind]) {
    yield { key: `${storageFolder(folder)}${fileNameOf(width)}`, sizeBytes: null, sha256: null, needed };
  }
}
