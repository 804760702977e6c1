import { isUniqueViolation, type Reader, type Tx } from '../../platform/db';
import { channelNotFound, handleTaken } from './errors';
import type { ChannelFacts } from './face';
import { pictureUrl } from './picture-address';

export type PictureKind = 'avatar' | 'banner';

interface ChannelRow {
  id: string;
  public_id: string;
  handle: string;
  name: string;
  description: string;
  avatar_folder: string | null;
  banner_folder: string | null;
  version: number;
  created_at: Date;
}

export interface NewChannel {
  id: string;
  publicId: string;
  handle: string;
  name: string;
  description: string;
  at: Date;
}

export interface ChannelChanges {
  name?: string;
  description?: string;
  avatarFolder?: string;
  bannerFolder?: string;
}

const table = 'channels.channels';

/** @throws AppError `handle_taken`. */
export async function insertChannel(tx: Tx, channel: NewChannel): Promise<ChannelFacts> {
  const { id, publicId, handle, name, description, at } = channel;
  try {
    const [row] = await tx<ChannelRow>(table)
      .insert({ id, public_id: publicId, handle, name, description, created_at: at, updated_at: at } as never)
      .returning('*');
    return factsOf(row);
  } catch (error) {
    throw isUniqueViolation(error, 'channels_handle_unique') ? handleTaken(handle) : error;
  }
}

export async function findChannelByHandle(db: Reader, handle: string): Promise<ChannelFacts | null> {
  const row = await db<ChannelRow>(table).where({ handle }).first();
  return row ? factsOf(row) : null;
}

export async function channelsByIds(db: Reader, ids: readonly string[]): Promise<ChannelFacts[]> {
  if (ids.length === 0) return [];
  const rows = await db<ChannelRow>(table)
    .whereRaw('id = any(?::uuid[])', [[...ids]])
    .orderBy('created_at');
  return rows.map(factsOf);
}

/** Holds the channel until the transaction ends; everything that changes its profile or team comes by here. */
export async function lockChannel(tx: Tx, id: string): Promise<ChannelFacts & Folders> {
  const row = await tx<ChannelRow>(table).where({ id }).forUpdate().first();
  if (!row) throw channelNotFound();
  return { ...factsOf(row), avatarFolder: row.avatar_folder, bannerFolder: row.banner_folder };
}

export interface Folders {
  avatarFolder: string | null;
  bannerFolder: string | null;
}

export async function updateChannel(tx: Tx, id: string, changes: ChannelChanges, at: Date): Promise<ChannelFacts> {
  const { name, description, avatarFolder, bannerFolder } = changes;
  const [row] = await tx<ChannelRow>(table)
    .where({ id })
    .update({
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
      ...(avatarFolder === undefined ? {} : { avatar_folder: avatarFolder }),
      ...(bannerFolder === undefined ? {} : { banner_folder: bannerFolder }),
      version: tx.raw('version + 1'),
      updated_at: at,
    } as never)
    .returning('*');
  return factsOf(row);
}

function factsOf(row: ChannelRow | undefined): ChannelFacts {
  if (!row) throw channelNotFound();
  return {
    id: row.id,
    publicId: row.public_id,
    handle: row.handle,
    name: row.name,
    description: row.description,
    avatarUrl: row.avatar_folder && pictureUrl('avatar', row.avatar_folder),
    bannerUrl: row.banner_folder && pictureUrl('banner', row.banner_folder),
    version: row.version,
    createdAt: row.created_at,
  };
}
