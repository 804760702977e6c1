import { createChannels } from '../modules/channels';
import { createDiscovery } from '../modules/discovery';
import type { Geo } from '../modules/geo';
import { createIdentity } from '../modules/identity';
import { createMedia } from '../modules/media';
import { createPlayback } from '../modules/playback';
import { createRights } from '../modules/rights';
import { createUploads } from '../modules/uploads';
import { createVideos } from '../modules/videos';
import type { Secrets } from '../platform/config';
import type { Platform } from './platform';
import type { Closers } from './shutdown';

/** The wiring diagram: the rooms in the order in which they ask one another. */
export function createRooms(platform: Platform, secrets: Secrets, closers: Closers) {
  const { db, clock, cache, bus: outbox, storage, logger, config } = platform;
  const { dataDir, publicUrl } = config;
  const { identityKey, previousIdentityKey, playbackKeys } = secrets;
  const identityKeys = { identityKey, previousIdentityKey };

  const identity = createIdentity({ db, clock, outbox, cache, logger, publicUrl, secrets: identityKeys });
  const channels = createChannels({ db, clock, outbox, storage, identity });
  const videos = createVideos({ db, clock, outbox, cache, logger, identity, channels });
  closers.push(() => videos.close());
  const receiving = { config: config.uploads, dataDir };
  const uploads = createUploads({ db, clock, outbox, cache, storage, logger, channels, videos, ...receiving });
  closers.push(() => uploads.close());
  const media = createMedia({ db, clock, outbox, storage, logger, videos });
  const rights = createRights();
  const geo: Geo = { countryOf: () => ({ country: null, by: 'unknown' }) };
  const asked = { channels, videos: { ...videos, checkPassword: async () => null }, media, rights, geo };
  const playback = createPlayback({ db, clock, cache, storage, logger, playbackKeys, ...asked });
  closers.push(() => playback.close());
  const discovery = createDiscovery({ db, clock, channels, videos, playback });
  return { identity, channels, videos, uploads, media, rights, playback, discovery };
}
