import type { Request } from 'express';
import { AppError } from '../../platform/errors';
import { ownerByHandle, type Route, rawRoute, sendObject } from '../../platform/http';
import { createLimit, type Limit } from '../../platform/resilience';
import { picturesBusy, pictureTooManyBytes } from './errors';
import type { ChannelsService } from './service';
import type { PictureKind } from './store';
import { channelViewOf } from './views';

const mostBytes = 10 * 1024 * 1024;
/** Pictures in memory at a time, arriving or waiting to be re-encoded, in one process. */
const mostAtOnce = 3;

export function pictureRoutes(channels: ChannelsService): Route[] {
  const places = createLimit(mostAtOnce, { mayWait: 0, refusal: picturesBusy });
  return [setPicture(channels, 'avatar', places), setPicture(channels, 'banner', places), servePicture(channels)];
}

function setPicture(channels: ChannelsService, kind: PictureKind, places: Limit): Route {
  return rawRoute({
    method: 'put',
    path: `/channels/:handle/${kind}`,
    action: 'channel.edit',
    describe: {
      put: { summary: `Set the ${kind} of a channel`, tag: 'Channels', takes: 'image/*', gives: 'application/json' },
    },
    anyContentType: true,
    deadlineMs: 60_000,
    limits: [{ name: 'set-picture', points: 30, perSeconds: 600, by: 'account' }],
    owner: ({ handle }) => ownerByHandle(channels, handle),
    handle: async ({ channelId, request, req, res }) => {
      const { signal } = request;
      const set = async () => channels.setPicture(channelId, kind, await readAtMost(req, mostBytes, signal));
      const channel = await places(set).catch((error: unknown) => {
        if (signal.aborted) return null; // answered at the deadline, or nobody is there any more
        // What is still coming is not read, so this connection cannot carry another request.
        if (!req.complete) res.setHeader('Connection', 'close');
        throw error;
      });
      if (!channel || res.headersSent) return;
      res.setHeader('Cache-Control', 'no-store');
      res.setHeader('ETag', `"${channel.version}"`);
      res.json(channelViewOf(channel));
    },
  });
}

function servePicture(channels: ChannelsService): Route {
  return rawRoute({
    method: 'get',
    methods: ['get', 'head'],
    path: '/images/:channel/:picture/:file',
    root: true,
    action: 'media.read',
    authenticate: false,
    handle: async ({ req, res }) => {
      const { channel = '', picture = '', file = '' } = req.params as Record<string, string>;
      const found = await channels.readPicture(channel, picture, file);
      if (!found) throw pictureMissing();
      res.setHeader('X-Content-Type-Options', 'nosniff');
      res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
      await sendObject(req, res, {
        type: 'image/webp',
        sizeBytes: found.sizeBytes,
        cacheControl: 'public, max-age=31536000, immutable',
        open: found.open,
      });
    },
  });
}

function pictureMissing(): AppError {
  return new AppError({ kind: 'not_found', code: 'picture_not_found', publicMessage: 'There is no such picture.' });
}

function readAtMost(req: Request, limit: number, signal: AbortSignal): Promise<Buffer> {
  if (Number(req.headers['content-length'] ?? 0) > limit) return Promise.reject(pictureTooManyBytes());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = (why: unknown) => {
      req.pause();
      chunks.length = 0;
      reject(why);
    };
    if (signal.aborted) return stop(signal.reason);
    signal.addEventListener('abort', () => stop(signal.reason), { once: true });
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else stop(pictureTooManyBytes());
    });
    req.once('end', () => resolve(Buffer.concat(chunks)));
    req.once('error', reject);
  });
}
