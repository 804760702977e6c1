import type { ReactElement, ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { markPath } from '../../ui/mark';
import { accentScale, themes } from '../../ui/tokens';
import { messages } from '../messages';
import type { BuiltEntry, EntryName, SiteAssets } from './assets';

export interface PageHead {
  title: string;
  description?: string;
  /** Site-relative; the one address this page should be known by. */
  canonicalPath?: string;
  /** Site-relative picture for link previews. */
  picture?: string | null;
  kind?: 'website' | 'profile' | 'video.other';
  /** False keeps the page out of search engines. */
  indexed?: boolean;
  structuredData?: Record<string, unknown>;
  /** Site-relative address of what tells other sites how to show it. */
  oembedUrl?: string;
  /** Site-relative address of the feed of what is here. */
  feedUrl?: string;
}

export interface PageFrame {
  assets: SiteAssets;
  /** Origin without trailing slash. */
  publicUrl: string;
}

interface DocumentProps extends PageFrame {
  head: PageHead;
  entries: readonly EntryName[];
  bodyClass: string;
  children: ReactNode;
}

/** A whole HTML document as text. */
export function renderDocument(props: DocumentProps): string {
  return `<!doctype html>${renderToStaticMarkup(<Document {...props} />)}`;
}

function Document({ assets, publicUrl, head, entries, bodyClass, children }: DocumentProps): ReactElement {
  const built = entries.map((name) => assets.entry(name));
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{head.title}</title>
        <ThemeScript script={assets.entry('theme').script} />
        <Meta head={head} publicUrl={publicUrl} />
        <link rel="icon" href={icon} />
        <Assets built={built} />
      </head>
      <body className={bodyClass}>{children}</body>
    </html>
  );
}

// Small and kept a year: a stored choice must be known before the first paint.
function ThemeScript({ script }: { script: string | null }): ReactElement | null {
  return script ? <script src={script} /> : null;
}

function Meta({ head, publicUrl }: { head: PageHead; publicUrl: string }): ReactElement {
  const { title, description = messages.siteTagline, canonicalPath, picture, kind = 'website' } = head;
  const absolute = (path: string) => new URL(path, publicUrl).href;
  return (
    <>
      <meta name="description" content={description} />
      <meta name="color-scheme" content="dark light" />
      <meta name="theme-color" media="(prefers-color-scheme: dark)" content={themes.dark.ground} />
      <meta name="theme-color" media="(prefers-color-scheme: light)" content={themes.light.ground} />
      {head.indexed === false && <meta name="robots" content="noindex" />}
      {canonicalPath && <link rel="canonical" href={absolute(canonicalPath)} />}
      {canonicalPath && <meta property="og:url" content={absolute(canonicalPath)} />}
      <meta property="og:site_name" content={messages.siteName} />
      <meta property="og:type" content={kind} />
      <meta property="og:title" content={title} />
      <meta property="og:description" content={description} />
      {picture && <meta property="og:image" content={absolute(picture)} />}
      <meta name="twitter:card" content={picture ? 'summary_large_image' : 'summary'} />
      {head.oembedUrl && (
        <link rel="alternate" type="application/json+oembed" href={absolute(head.oembedUrl)} title={title} />
      )}
      {head.feedUrl && <link rel="alternate" type="application/rss+xml" href={absolute(head.feedUrl)} title={title} />}
      {head.structuredData && <StructuredData data={head.structuredData} />}
    </>
  );
}

// A data block, never run; `<` is written so that no text can close the element.
function StructuredData({ data }: { data: Record<string, unknown> }): ReactElement {
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  // biome-ignore lint/security/noDangerouslySetInnerHtml: JSON with every `<` escaped
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: json }} />;
}

function Assets({ built }: { built: readonly BuiltEntry[] }): ReactElement {
  const of = (part: 'styles' | 'preloads' | 'fonts') => [...new Set(built.flatMap((entry) => entry[part]))];
  return (
    <>
      {of('fonts').map((href) => (
        <link key={href} rel="preload" as="font" type="font/woff2" href={href} crossOrigin="" />
      ))}
      {of('styles').map((href) => (
        <link key={href} rel="stylesheet" href={href} />
      ))}
      {of('preloads').map((href) => (
        <link key={href} rel="modulepreload" href={href} />
      ))}
      {built.map(({ script }) => script && <script key={script} type="module" src={script} />)}
    </>
  );
}

const iconSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="${accentScale[5]}" d="${markPath}"/></svg>`;
const icon = `data:image/svg+xml,${encodeURIComponent(iconSvg)}`;
