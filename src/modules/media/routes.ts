import { pipeline } from 'node:stream/promises';
import { type Route, rawRoute } from '../../platform/http';
import type { Storage } from '../../platform/storage';
import type { MediaService } from './service';

export function mediaRoutes(media: Pick<MediaService, 'posterKey'>, { storage }: { storage: Storage }): Route[] {
  return [
    rawRoute({
      method: 'get',
      methods: ['get', 'head'],
      path: '/posters/:name',
      root: true,
      action: 'media.read',
      authenticate: false,
      handle: async ({ req, res }) => {
        const key = media.posterKey(String(req.params.name));
        const found = key && (await storage.stat(key));
        if (!key || !found) {
          res.status(404).type('text/plain').send('No such picture.');
          return;
        }
        res.setHeader('Content-Type', 'image/jpeg');
        res.setHeader('Content-Length', String(found.sizeBytes));
        res.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
        res.setHeader('X-Content-Type-Options', 'nosniff');
        res.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
        if (req.method === 'HEAD') res.end();
        else await pipeline(await storage.read(key), res);
      },
    }),
  ];
}
