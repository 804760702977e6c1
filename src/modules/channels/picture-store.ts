import type { Reader, Tx } from '../../platform/db';

const table = 'channels.picture_folders';

/** Entered before the first byte is written, so that a crash in between leaves nothing behind for ever. */
export async function claimFolder(tx: Tx, folder: string, channelId: string, deleteAfter: Date): Promise<void> {
  await tx(table).insert({ folder, channel_id: channelId, delete_after: deleteAfter });
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
