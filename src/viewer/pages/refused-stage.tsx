import type { ReactElement } from 'react';
import type { Refusal, Remedy } from '../../modules/access';
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
  const remedy = first?.remedies[0];
  const words = refusalWords[first?.reason ?? 'not_published'];
  return (
    <section className="player refused" data-refused={first?.reason}>
      {video.posterUrl && <img className="player-poster" src={video.posterUrl} alt="" decoding="async" />}
      <div className="refused-words">
        <Heading className="refused-title">{words.title}</Heading>
        <p>
          {words.text}
          {remedy?.kind === 'wait_until' && (
            <>
              {' '}
              <time dateTime={remedy.at.toISOString()} data-local>
                {messages.utc(minuteOf(remedy.at))}
              </time>
              .
            </>
          )}
        </p>
        {remedy && <Way remedy={remedy} video={video} />}
      </div>
    </section>
  );
}

interface WayProps {
  remedy: Remedy;
  video: WatchPage['video'];
}

function Way({ remedy, video }: WayProps): ReactElement {
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
