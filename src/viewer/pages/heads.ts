import type { ChannelFacts } from '../../modules/channels';
import type { WatchPage } from '../../modules/discovery';
import { messages } from '../messages';
import { isoDuration } from './dates';
import type { PageHead } from './document';

const descriptionLength = 200;

export function homeHead(continued: boolean): PageHead {
  return {
    title: continued ? `${messages.home.latest} · ${messages.siteName}` : messages.siteName,
    canonicalPath: continued ? undefined : '/',
    indexed: !continued,
  };
}

export function channelHead(channel: ChannelFacts, continued: boolean): PageHead {
  return {
    title: messages.channel.pageTitle(channel.name),
    description: summary(channel.description),
    canonicalPath: `/@${channel.handle}`,
    picture: channel.bannerUrl ?? channel.avatarUrl,
    kind: 'profile',
    feedUrl: `/@${channel.handle}/feed.rss`,
    indexed: !continued,
  };
}

export function watchHead(facts: WatchPage, publicUrl: string): PageHead {
  const { decision, video } = facts;
  const open = decision.decision === 'allowed' && decision.why === 'public';
  return {
    title: `${video.title} · ${video.channel.name}`,
    description: summary(video.description),
    canonicalPath: `/watch/${video.publicId}`,
    picture: video.posterUrl,
    kind: 'video.other',
    indexed: open,
    structuredData: open ? videoObject(facts, publicUrl) : undefined,
    oembedUrl: `/oembed?format=json&url=${encodeURIComponent(`${publicUrl}/watch/${video.publicId}`)}`,
  };
}

export function noticeHead(title: string): PageHead {
  return { title: `${title} · ${messages.siteName}`, indexed: false };
}

/** As schema.org has it, with where and until when it may be watched. */
export function videoObject(
  { countries, decision: { until }, video }: WatchPage,
  publicUrl: string,
): Record<string, unknown> {
  const absolute = (path: string) => new URL(path, publicUrl).href;
  return {
    '@context': 'https://schema.org',
    '@type': 'VideoObject',
    name: video.title,
    description: summary(video.description) ?? video.title,
    uploadDate: video.publishedAt.toISOString(),
    embedUrl: absolute(`/embed/${video.publicId}`),
    ...(until ? { expires: until.toISOString() } : {}),
    ...(countries !== 'everywhere' && 'only' in countries ? { regionsAllowed: countries.only.join(',') } : {}),
    ...(countries !== 'everywhere' && 'except' in countries ? { ineligibleRegion: countries.except.join(',') } : {}),
    ...(video.posterUrl ? { thumbnailUrl: [absolute(video.posterUrl)] } : {}),
    ...(video.durationMs === null ? {} : { duration: isoDuration(video.durationMs) }),
  };
}

function summary(text: string): string | undefined {
  const flat = text.replace(/\s+/g, ' ').trim();
  if (flat === '') return undefined;
  return flat.length <= descriptionLength
    ? flat
    : `${[...flat]
        .slice(0, descriptionLength - 1)
        .join('')
        .trimEnd()}…`;
}
