import type { ReactElement } from 'react';
import type { ListedVideo } from '../../modules/discovery';
import type { Page } from '../../platform/db';
import { formatRunTime } from '../../ui/format-duration';
import { Icon } from '../../ui/icon';
import { messages } from '../messages';
import { Notice } from './notice-page';
import { Pager } from './pager';
import { Poster } from './pictures';
import { lockOf, VideoGrid } from './video-grid';

interface HomePageProps {
  page: Page<ListedVideo>;
  /** Not the first page of the list. */
  continued: boolean;
}

export function HomePage({ page, continued }: HomePageProps): ReactElement {
  const words = messages.home;
  const [newest, ...others] = page.items;
  if (!newest) return <EmptyHome continued={continued} />;
  const listed = continued ? page.items : others;
  return (
    <div className="page home">
      <h1 className={continued ? 'page-title' : 'visually-hidden'}>
        {continued ? words.latest : `${messages.siteName}: ${messages.siteTagline}`}
      </h1>
      {!continued && <Feature video={newest} />}
      {listed.length > 0 && (
        <section aria-labelledby={continued ? undefined : 'latest'}>
          {!continued && (
            <h2 className="section-title" id="latest">
              {words.latest}
            </h2>
          )}
          <VideoGrid videos={listed} eager={continued} />
        </section>
      )}
      <Pager path="/" nextCursor={page.nextCursor} continued={continued} />
    </div>
  );
}

function Feature({ video }: { video: ListedVideo }): ReactElement {
  const { channel, durationMs } = video;
  const href = `/watch/${video.publicId}`;
  return (
    <article className="feature">
      <div className="feature-picture">
        <Poster url={video.posterUrl} first lock={lockOf(video)} />
      </div>
      <div className="feature-words">
        <p className="eyebrow">{messages.home.featured}</p>
        <h2 className="feature-title">
          <a className="feature-link" href={href}>
            {video.title}
          </a>
        </h2>
        <p className="feature-facts">
          <a href={`/@${channel.handle}`}>{channel.name}</a>
          {durationMs !== null && <span>{formatRunTime(durationMs)}</span>}
        </p>
        <a className="button feature-action" href={href} aria-label={`${messages.home.watch}: ${video.title}`}>
          <Icon name="play" size={18} />
          {messages.home.watch}
        </a>
      </div>
    </article>
  );
}

function EmptyHome({ continued }: { continued: boolean }): ReactElement {
  const { emptyTitle, emptyText, emptyAction, olderTitle, olderText } = messages.home;
  if (continued) {
    return <Notice title={olderTitle} text={olderText} action={{ href: '/', label: messages.backToNewest }} />;
  }
  return <Notice title={emptyTitle} text={emptyText} action={{ href: '/studio', label: emptyAction }} />;
}
