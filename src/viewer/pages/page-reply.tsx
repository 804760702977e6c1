import type { ReactElement } from 'react';
import type { RawRoute } from '../../platform/http';
import type { EntryName } from './assets';
import { type PageFrame, type PageHead, renderDocument } from './document';
import { SiteFrame } from './site-frame';

export type PageCall = Parameters<RawRoute['handle']>[0];

export interface Page {
  status?: number;
  head: PageHead;
  content: ReactElement;
  /** Scripts beyond those of every page. */
  entries?: readonly EntryName[];
}

/** Sends a page in the site's frame. */
export function sendPage(call: PageCall, frame: PageFrame, page: Page): void {
  const entries: EntryName[] = ['site', ...(page.entries ?? [])];
  const children = <SiteFrame signedIn={call.actor.kind === 'account'}>{page.content}</SiteFrame>;
  send(call, page, renderDocument({ ...frame, head: page.head, entries, bodyClass: 'site', children }));
}

/** Sends a page without header and footer that other sites may frame. */
export function sendEmbed(call: PageCall, frame: PageFrame, page: Page): void {
  const policy = String(call.res.getHeader('Content-Security-Policy') ?? '');
  call.reply.setHeader('Content-Security-Policy', policy.replace(/frame-ancestors [^;]*/, 'frame-ancestors *'));
  const { head, content: children } = page;
  send(call, page, renderDocument({ ...frame, head, entries: ['site', 'player'], bodyClass: 'embed', children }));
}

function send({ req, res }: PageCall, { status = 200 }: Page, html: string): void {
  // What a page shows hangs on who asks and on decisions that change: kept by nobody, revalidated always.
  res.setHeader('Cache-Control', 'private, no-cache');
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  res.status(status).end(req.method === 'HEAD' ? undefined : html);
}
