import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Outbox } from '../../platform/bus';
import type { Clock } from '../../platform/clock';
import type { Database } from '../../platform/db';
import { randomToken } from '../../platform/ids';
import type { ReferencedObject, Storage } from '../../platform/storage';
import { channelNotFound, pictureUnreadable } from './errors';
import { channelUpdated } from './events';
import type { ChannelFacts } from './face';
import { fileNameOf, storageFolder, storageKeyOf } from './picture-address';
import { pictureReferences } from './picture-references';
import { claimFolder, foldersDue, forgetFolder, keepFolder, retireFolder } from './picture-store';
import { createReEncoder } from './re-encode';
import { snapshotOf } from './snapshot';
import { channelsByIds, lockChannel, type PictureKind, updateChannel } from './store';

export interface Pictures {
  /** @throws AppError `picture_type_unsupported`, `picture_dimensions` or `picture_unreadable`. */
  setPicture(channelId: string, kind: PictureKind, bytes: Buffer): Promise<ChannelFacts>;
  /** Null for an address we never gave out. @throws AppError `object_missing`. */
  readPicture(
    channel: string,
    picture: string,
    file: string,
  ): Promise<{ sizeBytes: number; open(): Promise<Readable> } | null>;
  deleteRetiredPictures(): Promise<number>;
  /** The objects this room counts on. */
  referencedObjects(): AsyncIterable<ReferencedObject>;
}

interface PicturesDependencies {
  db: Database;
  storage: Storage;
  outbox: Outbox;
  clock: Clock;
}

const hourMs = 3_600_000;
// Pages that a cache or a browser still shows name the old picture.
const retiredForMs = 24 * hourMs;

export function createPictures({ db, storage, outbox, clock }: PicturesDependencies): Pictures {
  const reEncode = createReEncoder();

  const store = async (channel: ChannelFacts, kind: PictureKind, bytes: Buffer): Promise<string> => {
    const files = await reEncode(bytes, kind);
    const folder = `${channel.publicId}/${kind}-${randomToken()}`;
    const deleteAfter = new Date(clock.now().getTime() + hourMs);
    const noted = files.map(({ width, bytes: file }) => ({
      name: fileNameOf(width),
      bytes: file.length,
      sha256: createHash('sha256').update(file).digest('hex'),
    }));
    await db.transaction((tx) => claimFolder(tx, channel.id, { folder, deleteAfter, files: noted }));
    for (const { width, bytes: file } of files) {
      await storage.put(`${storageFolder(folder)}${fileNameOf(width)}`, file, 'image/webp');
    }
    return folder;
  };

  return {
    setPicture: async (channelId, kind, bytes) => {
      const [channel] = await channelsByIds(db.reader, [channelId]);
      if (!channel) throw channelNotFound();
      const folder = await store(channel, kind, bytes);
      return db.transaction(async (tx) => {
        const now = clock.now();
        const before = await lockChannel(tx, channelId);
        if (!(await keepFolder(tx, folder))) throw pictureUnreadable(new Error('The folder was given up'));
        const old = kind === 'avatar' ? before.avatarFolder : before.bannerFolder;
        if (old) await retireFolder(tx, old, new Date(now.getTime() + retiredForMs));
        const after = await updateChannel(
          tx,
          channelId,
          kind === 'avatar' ? { avatarFolder: folder } : { bannerFolder: folder },
          now,
        );
        await outbox.publish(tx, channelUpdated, snapshotOf(after));
        return after;
      });
    },

    readPicture: async (channel, picture, file) => {
      const key = storageKeyOf(channel, picture, file);
      const info = key && (await storage.stat(key));
      return key && info ? { sizeBytes: info.sizeBytes, open: () => storage.read(key) } : null;
    },

    referencedObjects: () => pictureReferences(db.reader),

    deleteRetiredPictures: async () => {
      const now = clock.now();
      const folders = await foldersDue(db.reader, now, 100);
      for (const folder of folders) {
        await storage.deletePrefix(storageFolder(folder));
        await db.transaction((tx) => forgetFolder(tx, folder, now));
      }
      return folders.length;
    },
  };
}
