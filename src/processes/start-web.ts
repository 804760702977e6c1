import { join } from 'node:path';
import { createCdnCheck, createHttpServer, createIdempotencyStore } from '../platform/http';
import { createAuthorize } from './authorize';
import { canWait } from './can-wait';
import type { Composition } from './compose';
import { everyRoute } from './every-route';
import { followGeo } from './follow-geo';

/** Compiled beside the processes. */
export const dist = join(__dirname, '..');

/** Mounts every room's routes and both front ends, and listens. Returns how to stop. */
export async function startWeb(composition: Composition): Promise<() => Promise<void>> {
  const { config, secrets, logger, platform, rooms } = composition;
  const { routes, notFoundPage } = everyRoute(composition);
  const { direct } = platform.storage;
  const bucketOrigins = direct ? [await direct.origin()] : [];
  const server = createHttpServer({
    routes,
    notFoundPage,
    authenticate: (credentials) => rooms.identity.authenticate(credentials),
    authorize: createAuthorize(rooms),
    cache: platform.cache,
    idempotency: createIdempotencyStore(platform.db),
    logger,
    metrics: platform.metrics,
    health: platform.health,
    production: config.production,
    publicUrl: config.publicUrl,
    shedding: { lateAboveMs: config.shedAboveMs, canWait },
    trustedProxyHops: config.trustedProxyHops,
    ...(config.cdn && secrets.cdnSecret
      ? { isFromCdn: createCdnCheck({ ...config.cdn, secret: secrets.cdnSecret }) }
      : {}),
    connectOrigins: bucketOrigins,
    mediaOrigins: config.delivery.mode === 'direct' ? bucketOrigins : [],
    assets: { '/assets': join(dist, 'site/assets'), '/studio/assets': join(dist, 'dashboard/assets') },
  });
  const port = await server.listen(config.port);
  logger.info({ port }, 'Listening');
  const stopFollowing = followGeo(rooms.geo);
  return () => {
    stopFollowing();
    return server.close();
  };
}
