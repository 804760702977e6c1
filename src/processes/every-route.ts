import { join } from 'node:path';
import { channelRoutes } from '../modules/channels/routes';
import { discoveryRoutes } from '../modules/discovery/routes';
import { identityRoutes } from '../modules/identity/routes';
import { mediaRoutes } from '../modules/media/routes';
import { enteredCookie } from '../modules/playback/entered-passwords';
import { playbackRoutes } from '../modules/playback/routes';
import { explainRoutes } from '../modules/playback/routes-explain';
import { changedRights } from '../modules/rights';
import { rightsRoutes } from '../modules/rights/routes';
import { uploadRoutes } from '../modules/uploads/routes';
import { changedVideos } from '../modules/videos';
import { videoRoutes } from '../modules/videos/routes';
import type { RawRoute, ReplyControls, Route } from '../platform/http';
import { viewerNotFoundPage, viewerRoutes } from '../viewer/pages/routes';
import type { GivenPassword } from '../viewer/pages/unlock-routes';
import type { Composition } from './compose';
import { deadLetterRoutes } from './dead-letter-routes';
import { documentationRoutes } from './documentation-routes';
import { mailPageRoutes } from './mail-page';
import { operationsRoutes } from './operations-routes';
import { studioRoutes } from './studio-routes';

const apiVersion = '1.0.0';
/** Compiled beside the processes. */
const dist = join(__dirname, '..');

/** Everything an address can reach. */
export function everyRoute({ config, secrets, logger, platform, rooms }: Composition): {
  routes: Route[];
  notFoundPage: RawRoute['handle'];
} {
  const { identity, channels, videos, uploads, geo, media, rights, playback, explain, discovery } = rooms;
  const { cache, storage, objects, health, metrics, mailer } = platform;
  const site = {
    ...{ channels, discovery, playback, logger, publicUrl: config.publicUrl, assetsDirectory: join(dist, 'site') },
    unlock: async (given: GivenPassword, reply: Pick<ReplyControls, 'setCookie'>) =>
      reply.setCookie(enteredCookie.name, await playback.unlock(given), enteredCookie.seconds),
    confirmAge: playback.confirmAge,
    onVideoChanged: (listener: (changed: string) => void) => {
      cache.listen(changedVideos, listener);
      cache.listen(changedRights, listener);
    },
  };
  const api = [
    ...identityRoutes(identity, channels),
    ...channelRoutes(channels),
    ...videoRoutes(videos, { channels }),
    ...uploadRoutes(uploads, channels),
    ...discoveryRoutes(discovery, { channels, videos, playback }),
    ...rightsRoutes(rights, { channels, videos }),
    ...mediaRoutes(media, { storage, videos }),
    ...playbackRoutes(playback, { objects }),
    ...explainRoutes(explain, { channels, videos }),
    ...deadLetterRoutes({ db: platform.db, geo }),
  ];
  const routes = [
    ...operationsRoutes({ health, metrics, metricsToken: secrets.metricsToken }),
    ...api,
    ...documentationRoutes(api, apiVersion),
    ...studioRoutes(join(dist, 'dashboard')),
    ...(config.mailPage ? mailPageRoutes(() => mailer.recent()) : []),
    ...viewerRoutes(site),
  ];
  return { routes, notFoundPage: viewerNotFoundPage(site) };
}
