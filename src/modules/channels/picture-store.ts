import type { Reader, Tx } from '../../platform/db';

const table = 'channels.picture_folders';

export interface PictureFile {
  name: string;
  bytes: number;
  /** Hex. */
  sha256: string;
}

export interface PictureFolder {
  folder: string;
  deleteAfter: Date | null;
  /** Null where it was not noted what was written. */
  files: PictureFile[] | null;
}

/** Entered before the first byte is written, so that a crash in between leaves nothing behind for ever. */
export async function claimFolder(
  tx: Tx,
  channelId: string,
  { folder, deleteAfter, files }: PictureFolder,
): Promise<void> {
  await tx(table).insert({
    folder,
    channel_id: channelId,
    delete_after: deleteAfter,
    files: JSON.stringify(files),
  });
}

/** Every folder there is, by name after `afterFolder`. */
export async function foldersAfter(db: Reader, afterFolder: string, limit: number): Promise<PictureFolder[]> {
  const rows = await db<{ folder: string; delete_after: Date | null; files: PictureFile[] | null }>(table)
    .where('folder', '>', afterFolder)
    .orderBy('folder')
    .limit(limit)
    .select('folder', 'delete_after', 'files');
  return rows.map((row) => ({ folder: row.folder, deleteAfter: row.delete_after, files: row.files }));
}

/** False when the folder took so long that it was already given up. */
export async function keepFolder(tx: Tx, folder: string): Promise<boolean> {
  return (await tx(table).where({ folder }).update({ delete_after: null })) === 1;
}

export async function retireFolder(tx: Tx, folder: string, deleteAfter: Date): Promise<void> {
  await tx(table).where({ folder }).update({ delete_after: deleteAfter });
}

export async function foldersDue(db: Reader, at: Date, limit: number): Promise<string[]> {
  const rows = await db<{ folder: string }>(table)
    .where('delete_after', '<=', at)
    .orderBy('delete_after')
    .limit(limit)
    .select('folder');
  return rows.map((row) => row.folder);
}

/** Forgets the folder unless it came back into use. */
export async function forgetFolder(tx: Tx, folder: string, at: Date): Promise<void> {
  await tx(table).where({ folder }).where('delete_after', '<=', at).delete();
}
