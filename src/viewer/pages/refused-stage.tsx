import type { ReactElement } from 'react';
import type { Refusal } from '../../modules/access';
import type { WatchPage } from '../../modules/discovery';
import { messages, refusalWords } from '../messages';
import { minuteOf } from './dates';

interface RefusedStageProps {
  video: WatchPage['video'];
  /** Every reason; the first one speaks. */
  refusals: readonly Refusal[];
  heading: 'h1' | 'h2';
}

/** Where the film would be: its poster in the dark, the reason, and what would let the viewer in. */
export function RefusedStage({ video, refusals, heading: Heading }: RefusedStageProps): ReactElement {
  const [first] = refusals;
  const words = refusalWords[first?.reason ?? 'not_published'];
  return (
    <section className="player refused" data-refused={first?.reason}>
      {video.posterUrl && <img className="player-poster" src={video.posterUrl} alt="" decoding="async" />}
      <div className="refused-words">
        <Heading className="refused-title">{words.title}</Heading>
        <p>
          {words.text}
          {first?.remedy?.kind === 'wait_until' && (
            <>
              {' '}
              <time dateTime={first.remedy.at.toISOString()} data-local>
                {messages.utc(minuteOf(first.remedy.at))}
              </time>
              .
            </>
          )}
        </p>
        {first?.remedy && <Remedy remedy={first.remedy} video={video} />}
      </div>
    </section>
  );
}

interface RemedyProps {
  remedy: NonNullable<Refusal['remedy']>;
  video: WatchPage['video'];
}

function Remedy({ remedy, video }: RemedyProps): ReactElement {
  const here = `/watch/${video.publicId}`;
  if (remedy.kind === 'wait_until') {
    return <p className="countdown" data-countdown={remedy.at.toISOString()} role="timer" aria-live="off" />;
  }
  return (
    <a className="button" href={here} data-check-again>
      {messages.checkAgain}
    </a>
  );
}
