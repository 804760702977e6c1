import { pipeline } from 'node:stream/promises';
import type { Request } from 'express';
import { AppError } from '../../platform/errors';
import { type Route, rawRoute } from '../../platform/http';
import { pictureTooManyBytes } from './errors';
import { ownerByHandle } from './owner';
import type { ChannelsService } from './service';
import type { PictureKind } from './store';
import { channelViewOf } from './views';

const mostBytes = 10 * 1024 * 1024;

export function pictureRoutes(channels: ChannelsService): Route[] {
  return [setPicture(channels, 'avatar'), setPicture(channels, 'banner'), servePicture(channels)];
}

function setPicture(channels: ChannelsService, kind: PictureKind): Route {
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
    handle: async ({ channelId, req, res }) => {
      const bytes = await readAtMost(req, mostBytes).catch((error: unknown) => {
        // What is still coming is not read, so this connection cannot carry another request.
        res.setHeader('Connection', 'close');
        throw error;
      });
      const channel = await channels.setPicture(channelId, kind, bytes);
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
      res.setHeader('Content-Type', 'image/webp');
      res.setHeader('Content-Length', found.sizeBytes);
      res.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
      res.setHeader('X-Content-Type-Options', 'nosniff');
      res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
      if (req.method === 'HEAD') {
        found.body.destroy();
        res.end();
        return;
      }
      await pipeline(found.body, res);
    },
  });
}

function pictureMissing(): AppError {
  return new AppError({ kind: 'not_found', code: 'picture_not_found', publicMessage: 'There is no such picture.' });
}

function readAtMost(req: Request, limit: number): Promise<Buffer> {
  if (Number(req.headers['content-length'] ?? 0) > limit) return Promise.reject(pictureTooManyBytes());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      req.pause();
      chunks.length = 0;
      reject(pictureTooManyBytes());
    });
    req.once('end', () => resolve(Buffer.concat(chunks)));
    req.once('error', reject);
    req.once('close', () => reject(new Error('The client went away')));
  });
}
