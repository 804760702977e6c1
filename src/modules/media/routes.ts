import { type Route, rawRoute, sendObject } from '../../platform/http';
import type { Storage } from '../../platform/storage';
import { posterMissing } from './errors';
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
        if (!key || !found) throw posterMissing();
        res.setHeader('X-Content-Type-Options', 'nosniff');
        res.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
        await sendObject(req, res, {
          type: 'image/jpeg',
          sizeBytes: found.sizeBytes,
          cacheControl: 'public, max-age=31536000, immutable',
          open: () => storage.read(key),
        });
      },
    }),
  ];
}
