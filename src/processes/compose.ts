import type { Config, Secrets } from '../platform/config';
import type { Logger } from '../platform/observability';
import { createPlatform } from './platform';
import { createRooms } from './rooms';
import { createClosers } from './shutdown';

export type Composition = ReturnType<typeof compose>;

/** Builds platform, then rooms. Opens nothing that has to be waited for; `closers` undoes it in reverse. */
export function compose({ config, secrets }: { config: Config; secrets: Secrets }, logger: Logger) {
  const closers = createClosers();
  const platform = createPlatform(config, logger, closers);
  const rooms = createRooms(platform, secrets, closers);
  return { config, secrets, logger, closers, platform, rooms };
}
