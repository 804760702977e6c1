import type { ReactElement } from 'react';
import { messages } from '../messages';
import type { EntryName } from './assets';
import { type PageFrame, type PageHead, renderDocument } from './document';
import { noticeHead } from './heads';
import type { LastGood } from './last-good';
import { Notice } from './notice-page';
import type { PageCall } from './page-call';
import { SiteFrame } from './site-frame';

export interface Page {
  status?: number;
  head: PageHead;
  content: ReactElement;
  /** Scripts beyond those of every page. */
  entries?: readonly EntryName[];
  /** When what it shows may have to go. */
  until?: Date | null;
}

/** What all pages of a process have in common. */
export interface Site extends PageFrame {
  lastGood: LastGood;
}

/** Sends a page in the site's frame. */
export function sendPage(call: PageCall, site: Site, page: Page): void {
  const entries: EntryName[] = ['site', ...(page.entries ?? [])];
  const children = <SiteFrame signedIn={call.actor.kind === 'account'}>{page.content}</SiteFrame>;
  send(call, site, page, renderDocument({ ...site, head: page.head, entries, bodyClass: 'site', children }));
}

/** Sends a sentence and a way on; 404 unless told. */
export function sendNotice(
  call: PageCall,
  site: Site,
  { title, text }: { title: string; text: string },
  { status = 404, action = { href: '/', label: messages.goHome as string } } = {},
): void {
  const content = <Notice title={title} text={text} action={action} />;
  sendPage(call, site, { status, head: noticeHead(title), content });
}

/** Sends a page without header and footer that other sites may frame. */
export function sendEmbed(call: PageCall, site: Site, page: Page): void {
  const policy = String(call.res.getHeader('Content-Security-Policy') ?? '');
  call.reply.setHeader('Content-Security-Policy', policy.replace(/frame-ancestors [^;]*/, 'frame-ancestors *'));
  const { head, content: children } = page;
  send(call, site, page, renderDocument({ ...site, head, entries: ['site', 'player'], bodyClass: 'embed', children }));
}

function send(call: PageCall, { lastGood }: Site, { status = 200, until = null }: Page, html: string): void {
  const { req, res } = call;
  lastGood.keep(call, { status, html, until });
  if (res.headersSent) return; // it took so long that an older one was sent
  // What a page shows hangs on who asks and on decisions that change: kept by nobody, revalidated always.
  res.setHeader('Cache-Control', 'private, no-cache');
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  res.status(status).end(req.method === 'HEAD' ? undefined : html);
}
