import { app } from './app';
import { channels } from './channels';
import { explainPast } from './explain-past';
import { identity } from './identity';
import { making } from './making';
import { operations } from './operations';
import { rights } from './rights';
import { simulator } from './simulator';
import { uploads } from './uploads';
import { videos } from './videos';

/** Every word the studio shows, in English. Another language is a file of the same shape. */
export const en = {
  ...app,
  ...identity,
  ...channels,
  ...videos,
  ...making,
  ...uploads,
  ...operations,
  ...rights,
  ...simulator,
  ...explainPast,
} as const;
