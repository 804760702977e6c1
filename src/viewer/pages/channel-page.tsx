import type { ReactElement } from 'react';
import type { ChannelFacts } from '../../modules/channels';
import { pictureAt } from '../../modules/channels/contract';
import type { ListedVideo } from '../../modules/discovery';
import type { Page } from '../../platform/db';
import { messages } from '../messages';
import { Notice } from './notice-page';
import { Pager } from './pager';
import { ChannelPicture } from './pictures';
import { Prose } from './prose';
import { VideoGrid } from './video-grid';

interface ChannelPageProps {
  channel: ChannelFacts;
  page: Page<ListedVideo>;
  continued: boolean;
}

export function ChannelPage({ channel, page, continued }: ChannelPageProps): ReactElement {
  const path = `/@${channel.handle}`;
  return (
    <>
      <ChannelHead channel={channel} />
      <div className="page">
        <section aria-labelledby="films">
          <h2 className="section-title" id="films">
            {messages.channel.videos}
          </h2>
          {page.items.length > 0 ? (
            <VideoGrid videos={page.items} showChannel={false} eager />
          ) : (
            <Notice
              level="part"
              title={continued ? messages.home.olderTitle : messages.channel.emptyTitle}
              text={continued ? messages.home.olderText : messages.channel.emptyText(channel.name)}
            />
          )}
          <Pager path={path} nextCursor={page.nextCursor} continued={continued} />
        </section>
      </div>
    </>
  );
}

function ChannelHead({ channel }: { channel: ChannelFacts }): ReactElement {
  const { avatarUrl, bannerUrl, description, handle, name } = channel;
  return (
    <header className={`channel-head ${bannerUrl ? 'has-banner' : ''}`}>
      {bannerUrl && (
        <img
          className="channel-banner"
          src={pictureAt(bannerUrl, 1280)}
          srcSet={`${pictureAt(bannerUrl, 640)} 640w, ${pictureAt(bannerUrl, 1280)} 1280w, ${bannerUrl} 2560w`}
          sizes="100vw"
          alt=""
          fetchPriority="high"
        />
      )}
      <div className="channel-head-inner">
        <ChannelPicture url={avatarUrl && pictureAt(avatarUrl, 256)} name={name} size="large" />
        <div className="channel-names">
          <h1 className="channel-name">{name}</h1>
          <p className="channel-handle">@{handle}</p>
        </div>
        {description && <Prose text={description} className="channel-description" />}
      </div>
    </header>
  );
}
