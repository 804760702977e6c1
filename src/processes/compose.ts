import { createChannels } from '../modules/channels';
import { createDiscovery } from '../modules/discovery';
import { createIdentity } from '../modules/identity';
import { createMedia } from '../modules/media';
import { createPlayback } from '../modules/playback';
import { createUploads } from '../modules/uploads';
import { createVideos } from '../modules/videos';
import type { Config, Secrets } from '../platform/config';
import type { Logger } from '../platform/observability';
import { createPlatform } from './platform';
import { createClosers } from './shutdown';

export type Composition = ReturnType<typeof compose>;

/** The wiring diagram: platform first, then the rooms in the order in which they ask one another. */
export function compose({ config, secrets }: { config: Config; secrets: Secrets }, logger: Logger) {
  const closers = createClosers();
  const platform = createPlatform(config, logger, closers);
  const { db, clock, cache, bus: outbox, storage } = platform;
  const { dataDir, publicUrl } = config;

  const identity = createIdentity({
    db,
    clock,
    outbox,
    cache,
    logger,
    publicUrl,
    secrets: { identityKey: secrets.identityKey },
  });
  const channels = createChannels({ db, clock, outbox, storage, identity });
  const videos = createVideos({ db, clock, outbox, cache, logger, identity, channels });
  closers.push(() => videos.close());
  const uploads = createUploads({
    db,
    clock,
    outbox,
    cache,
    storage,
    logger,
    channels,
    videos,
    config: config.uploads,
    dataDir,
  });
  closers.push(() => uploads.close());
  closers.push(() => uploads.close());
  const media = createMedia({ db, clock, outbox, storage, logger });
  const playback = createPlayback({
    db,
    clock,
    storage,
    logger,
    playbackKeys: secrets.playbackKey ? [secrets.playbackKey] : [],
    channels,
    videos,
    media,
  });
  closers.push(() => playback.close());
  const discovery = createDiscovery({ db, clock, channels, videos, playback });

  return {
    config,
    secrets,
    logger,
    closers,
    platform,
    rooms: { identity, channels, videos, uploads, media, playback, discovery },
  };
}
