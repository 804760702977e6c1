import type { StatedVideo } from '../../modules/discovery';
import { restrictionOf } from './countries';
import { element, type Xml, xmlDocument } from './xml';

const sitemaps = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const videoSitemaps = 'http://www.google.com/schemas/sitemap-video/1.1';
/** Search engines read no longer ones. */
const longestTitle = 100;
const longestDescription = 2_048;

/** Watch pages with what search engines ask of a video: where, until when, and whether it has to be paid for. */
export function renderSitemap(videos: readonly StatedVideo[], publicUrl: string): string {
  const urls = videos.map((video) =>
    element('url', [
      element('loc', `${publicUrl}/watch/${video.publicId}`),
      ...(video.posterUrl ? [videoOf(video, video.posterUrl, publicUrl)] : []), // a video without a picture is refused
    ]),
  );
  return xmlDocument(element('urlset', urls, { xmlns: sitemaps, 'xmlns:video': videoSitemaps }));
}

/** Names the parts of a map that is too long for one. */
export function renderSitemapIndex(paths: readonly string[], publicUrl: string): string {
  const parts = paths.map((path) => element('sitemap', element('loc', publicUrl + path)));
  return xmlDocument(element('sitemapindex', parts, { xmlns: sitemaps }));
}

function videoOf(video: StatedVideo, posterUrl: string, publicUrl: string): Xml {
  const { countries, description, durationMs, locked, publicId, publishedAt, title, until } = video;
  const restriction = restrictionOf(countries);
  const subscribes = locked?.remedies.some(({ kind }) => kind === 'subscribe') ?? false;
  return element('video:video', [
    element('video:thumbnail_loc', new URL(posterUrl, publicUrl).href),
    element('video:title', cut(title, longestTitle)),
    element('video:description', cut(description || title, longestDescription)),
    element('video:player_loc', `${publicUrl}/embed/${publicId}`),
    element('video:duration', durationMs === null ? null : Math.max(1, Math.round(durationMs / 1000))),
    element('video:expiration_date', !locked && until ? until.toISOString() : null),
    element('video:publication_date', publishedAt.toISOString()),
    element(
      'video:restriction',
      restriction?.countries.join(' ') ?? null,
      restriction ? { relationship: restriction.relationship } : {},
    ),
    element('video:requires_subscription', subscribes ? 'yes' : 'no'),
  ]);
}

function cut(text: string, longest: number): string {
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}
