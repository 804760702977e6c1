import type { ReactElement } from 'react';
import type { Refusal } from '../../modules/access';
import { pictureAt } from '../../modules/channels/contract';
import type { ListedVideo, WatchPage as WatchFacts } from '../../modules/discovery';
import { formatRunTime } from '../../ui/format-duration';
import { messages } from '../messages';
import { dayOf } from './dates';
import { ChannelPicture } from './pictures';
import { PlayerFrame } from './player-frame';
import { Prose } from './prose';
import { RefusedStage } from './refused-stage';
import { VideoGrid } from './video-grid';

interface WatchPageProps {
  facts: WatchFacts;
  /** Other films of the channel. */
  more: readonly ListedVideo[];
  signedIn: boolean;
  wrongPassword: boolean;
}

/** Film first, then who made it and what it is, then what else there is. A refused film keeps its page. */
export function WatchPage({ facts, more, ...asked }: WatchPageProps): ReactElement {
  const { decision, video } = facts;
  return (
    <article>
      <div className="stage">
        {decision.decision === 'allowed' || startsHere(decision.refusals) ? (
          <PlayerFrame video={video} />
        ) : (
          <RefusedStage video={video} refusals={decision.refusals} heading="h2" {...asked} />
        )}
      </div>
      <div className="page watch">
        <div className="watch-words">
          {decision.decision === 'allowed' && decision.why === 'team_preview' && (
            <p className="preview-note">{messages.watch.preview}</p>
          )}
          <h1 className="watch-title">{video.title}</h1>
          <Facts video={video} />
          {video.description && <Prose text={video.description} />}
          {video.tags.length > 0 && <Tags tags={video.tags} />}
        </div>
        <More video={video} more={more} />
      </div>
    </article>
  );
}

/** Whether nothing but other devices is in the way: the player then asks whether to go on here. */
function startsHere(refusals: readonly Refusal[]): boolean {
  return refusals.every(({ remedies }) => remedies.some(({ kind }) => kind === 'take_over'));
}

function Facts({ video }: { video: WatchFacts['video'] }): ReactElement {
  const { channel, durationMs, publishedAt } = video;
  return (
    <div className="watch-facts">
      <a className="watch-channel" href={`/@${channel.handle}`}>
        <ChannelPicture
          url={channel.avatarUrl && pictureAt(channel.avatarUrl, 128)}
          name={channel.name}
          size="medium"
        />
        <span>{channel.name}</span>
      </a>
      <p className="watch-dates">
        <time dateTime={publishedAt.toISOString()}>{dayOf(publishedAt)}</time>
        {durationMs !== null && (
          <span>
            <span className="visually-hidden">{messages.watch.length} </span>
            {formatRunTime(durationMs)}
          </span>
        )}
      </p>
    </div>
  );
}

function Tags({ tags }: { tags: readonly string[] }): ReactElement {
  return (
    <ul className="tags" aria-label={messages.watch.tags}>
      {tags.map((tag) => (
        <li key={tag}>{tag}</li>
      ))}
    </ul>
  );
}

function More({ video, more }: { video: WatchFacts['video']; more: readonly ListedVideo[] }): ReactElement {
  const { channel } = video;
  return (
    <aside className="watch-more" aria-labelledby="more">
      <h2 className="section-title" id="more">
        {messages.watch.more(channel.name)}
      </h2>
      {more.length > 0 ? (
        <VideoGrid videos={more} showChannel={false} />
      ) : (
        <p className="watch-alone">{messages.watch.noMore}</p>
      )}
      <a className="button button-quiet" href={`/@${channel.handle}`}>
        {messages.goToChannel(channel.name)}
      </a>
    </aside>
  );
}
