import { createChannels } from '../modules/channels';
import { createDiscovery } from '../modules/discovery';
import { createGeo, type Geo, type GeoDependencies } from '../modules/geo';
import { createIdentity } from '../modules/identity';
import { createMedia } from '../modules/media';
import { createExplain, createPlayback } from '../modules/playback';
import { createRights } from '../modules/rights';
import { createUploads } from '../modules/uploads';
import { createVideos } from '../modules/videos';
import type { Config, Secrets } from '../platform/config';
import { createCdnCheck } from '../platform/http';
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
  const { passwords } = identity;
  const videos = createVideos({ db, clock, outbox, cache, logger, passwords, identity, channels });
  closers.push(() => videos.close());
  const receiving = { config: config.uploads, dataDir };
  const uploads = createUploads({ db, clock, outbox, cache, storage, logger, channels, videos, ...receiving });
  closers.push(() => uploads.close());
  const geo = createGeo({ storage, logger, databaseFile: config.geoDatabaseFile, cdn: cdnOf(config, secrets) });
  closers.push(() => geo.close());
  platform.health.register({ name: 'geo', required: false, check: () => mustKnowCountries(geo) });
  const media = createMedia({ db, clock, outbox, storage, logger, videos });
  const rights = createRights({ db, clock, outbox, cache, identity, videos });
  const delivery = { sharesPublicMedia: config.cdn !== null, deliversDirectly: config.delivery.mode === 'direct' };
  const asked = { channels, videos, media, rights, geo, ...delivery };
  const playback = createPlayback({ db, clock, cache, storage, logger, playbackKeys, ...asked });
  closers.push(() => playback.close());
  const explain = createExplain({ db, clock, identity, channels, videos, rights });
  const discovery = createDiscovery({ db, clock, channels, videos, playback, rights });
  return { identity, channels, videos, uploads, geo, media, rights, playback, explain, discovery };
}

function cdnOf({ cdn }: Config, { cdnSecret: secret }: Secrets): GeoDependencies['cdn'] {
  if (!cdn?.countryHeader || !secret) return null;
  return { countryHeader: cdn.countryHeader, isSender: createCdnCheck({ ...cdn, secret }) };
}

async function mustKnowCountries(geo: Geo): Promise<void> {
  const { problem } = geo.data();
  if (problem) throw new Error(problem);
}
