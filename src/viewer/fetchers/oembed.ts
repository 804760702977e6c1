import type { WatchPage } from '../../modules/discovery';
import { messages } from '../messages';
import { type Restriction, restrictionOf } from './countries';

const frame = { width: 1280, height: 720 };
const keptForSeconds = 300;

export interface OembedAnswer {
  version: '1.0';
  /** `link` where it does not play for everybody: the words of its page, and no frame. */
  type: 'video' | 'link';
  title: string;
  author_name: string;
  author_url: string;
  provider_name: string;
  provider_url: string;
  cache_age: number;
  thumbnail_url?: string;
  thumbnail_width?: number;
  thumbnail_height?: number;
  html?: string;
  width?: number;
  height?: number;
  /** Where it may be watched; absent: everywhere. */
  restriction?: Restriction;
}

/** The id of the video that a page or a frame of this site shows; null for every other address. */
export function videoIdIn(address: string, publicUrl: string): string | null {
  const url = URL.parse(address);
  if (!url || url.origin !== new URL(publicUrl).origin) return null;
  return /^\/(?:watch|embed)\/(vid_[0-9A-Za-z]{22})$/.exec(url.pathname)?.[1] ?? null;
}

/** How other sites show a video (oEmbed 1.0), within the size they have room for. */
export function renderOembed(
  { countries, decision, video }: WatchPage,
  publicUrl: string,
  most: { width: number | null; height: number | null },
): OembedAnswer {
  const size = sizeWithin(most);
  const restriction = restrictionOf(countries);
  const open = decision.decision === 'allowed';
  const html = `<iframe src="${publicUrl}/embed/${video.publicId}" width="${size.width}" height="${size.height}" title="${escapeAttribute(video.title)}" style="border:0" allow="autoplay; fullscreen; picture-in-picture" allowfullscreen></iframe>`;
  return {
    version: '1.0',
    type: open ? 'video' : 'link',
    title: video.title,
    author_name: video.channel.name,
    author_url: `${publicUrl}/@${video.channel.handle}`,
    provider_name: messages.siteName,
    provider_url: publicUrl,
    cache_age: keptForSeconds,
    ...(video.posterUrl ? thumbnail(new URL(video.posterUrl, publicUrl).href) : {}),
    ...(open ? { html, ...size } : {}),
    ...(restriction ? { restriction } : {}),
  };
}

function thumbnail(url: string) {
  return { thumbnail_url: url, thumbnail_width: frame.width, thumbnail_height: frame.height };
}

function sizeWithin({ width, height }: { width: number | null; height: number | null }) {
  const scale = Math.min(1, (width ?? frame.width) / frame.width, (height ?? frame.height) / frame.height);
  return { width: Math.round(frame.width * scale), height: Math.round(frame.height * scale) };
}

function escapeAttribute(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
