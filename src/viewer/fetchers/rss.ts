import type { ChannelFacts } from '../../modules/channels';
import type { StatedVideo } from '../../modules/discovery';
import { restrictionOf } from './countries';
import { element, type Xml, xmlDocument } from './xml';

const namespaces = {
  'xmlns:atom': 'http://www.w3.org/2005/Atom',
  'xmlns:dcterms': 'http://purl.org/dc/terms/',
  'xmlns:media': 'http://search.yahoo.com/mrss/',
};

/** RSS 2.0 with Media RSS: what is free, newest first, with the countries it may be watched in. */
export function renderFeed(
  channel: Pick<ChannelFacts, 'handle' | 'name' | 'description'>,
  videos: readonly StatedVideo[],
  publicUrl: string,
): string {
  const home = `${publicUrl}/@${channel.handle}`;
  const head = [
    element('title', channel.name),
    element('link', home),
    element('description', channel.description || channel.name),
    element('language', 'en'),
    element('atom:link', '', { href: `${home}/feed.rss`, rel: 'self', type: 'application/rss+xml' }),
  ];
  const items = videos.map((video) => itemOf(video, publicUrl));
  return xmlDocument(element('rss', element('channel', [...head, ...items]), { version: '2.0', ...namespaces }));
}

function itemOf(video: StatedVideo, publicUrl: string): Xml {
  const { countries, description, durationMs, posterUrl, publicId, publishedAt, title, until } = video;
  const restriction = restrictionOf(countries);
  const ends = until && element('dcterms:valid', `end=${until.toISOString()}; scheme=W3C-DTF`);
  return element('item', [
    element('title', title),
    element('link', `${publicUrl}/watch/${publicId}`),
    element('guid', publicId, { isPermaLink: 'false' }),
    element('pubDate', publishedAt.toUTCString()),
    element('description', description === '' ? null : description),
    element('media:player', '', {
      url: `${publicUrl}/embed/${publicId}`,
      ...(durationMs === null ? {} : { duration: String(Math.round(durationMs / 1000)) }),
    }),
    ...(posterUrl ? [element('media:thumbnail', '', { url: new URL(posterUrl, publicUrl).href })] : []),
    ...(restriction
      ? [
          element('media:restriction', restriction.countries.join(' ').toLowerCase(), {
            relationship: restriction.relationship,
            type: 'country',
          }),
        ]
      : []),
    ...(ends ? [ends] : []),
  ]);
}
