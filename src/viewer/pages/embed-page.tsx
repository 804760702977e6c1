import type { ReactElement } from 'react';
import type { WatchPage } from '../../modules/discovery';
import { messages } from '../messages';
import { PlayerFrame } from './player-frame';
import { RefusedStage } from './refused-stage';

interface EmbedPageProps {
  /** Null: no such film, or none of the asker's business. */
  facts: WatchPage | null;
  publicUrl: string;
}

/** The player alone, for frames on other sites. */
export function EmbedPage({ facts, publicUrl }: EmbedPageProps): ReactElement {
  if (!facts) {
    return (
      <main className="player refused">
        <div className="refused-words">
          <h1 className="refused-title">{messages.videoNotFound.title}</h1>
          <p>{messages.videoNotFound.text}</p>
        </div>
      </main>
    );
  }
  const { decision, video } = facts;
  const watchUrl = `${publicUrl}/watch/${video.publicId}`;
  return (
    <main>
      {decision.decision === 'allowed' ? (
        <PlayerFrame video={video} />
      ) : (
        <RefusedStage
          {...{ video, framed: true, signedIn: false, wrongPassword: false }}
          refusals={decision.refusals}
          heading="h1"
        />
      )}
      <a className="embed-title" href={watchUrl} target="_blank" rel="noopener">
        {video.title}
      </a>
    </main>
  );
}
