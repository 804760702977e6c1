import type { ReactElement } from 'react';
import type { ListedVideo } from '../../modules/discovery';
import { lockWords } from '../../modules/playback/contract-words';
import { dayOf } from './dates';
import { Poster } from './pictures';

interface VideoGridProps {
  videos: readonly ListedVideo[];
  /** On a channel's own page its name goes without saying. */
  showChannel?: boolean;
  /** The first row is on the screen at once. */
  eager?: boolean;
}

export function VideoGrid({ videos, showChannel = true, eager = false }: VideoGridProps): ReactElement {
  return (
    <ul className="video-grid">
      {videos.map((video, index) => (
        <li key={video.publicId}>
          <VideoCard video={video} showChannel={showChannel} first={eager && index < 4} />
        </li>
      ))}
    </ul>
  );
}

interface VideoCardProps {
  video: ListedVideo;
  showChannel: boolean;
  first: boolean;
}

function VideoCard({ video, showChannel, first }: VideoCardProps): ReactElement {
  const { channel, publishedAt } = video;
  return (
    <article className="video-card">
      <a className="video-card-link" href={`/watch/${video.publicId}`}>
        <Poster url={video.posterUrl} durationMs={video.durationMs} first={first} lock={lockOf(video)} />
        <h3 className="video-card-title">{video.title}</h3>
      </a>
      <p className="video-card-facts">
        {showChannel && <a href={`/@${channel.handle}`}>{channel.name}</a>}
        <time dateTime={publishedAt.toISOString()}>{dayOf(publishedAt)}</time>
      </p>
    </article>
  );
}

/** What opens a locked video; null: nothing has to. */
export function lockOf({ locked }: ListedVideo): string | null {
  return locked && lockWords(locked.remedies);
}
