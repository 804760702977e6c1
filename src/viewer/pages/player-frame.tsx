import type { ReactElement } from 'react';
import type { WatchPage } from '../../modules/discovery';
import { messages } from '../messages';

interface PlayerFrameProps {
  video: WatchPage['video'];
}

/** Where the player's script takes over; until then the poster in a frame of the same size. */
export function PlayerFrame({ video }: PlayerFrameProps): ReactElement {
  const { posterUrl, publicId, title } = video;
  return (
    <section
      className="player"
      aria-label={messages.watch.playerLabel(title)}
      data-player={publicId}
      data-title={title}
      data-poster={posterUrl ?? undefined}
    >
      {posterUrl && <img className="player-poster" src={posterUrl} alt="" fetchPriority="high" decoding="async" />}
      <noscript>
        <p className="player-note">{messages.watch.needsScript}</p>
      </noscript>
    </section>
  );
}
