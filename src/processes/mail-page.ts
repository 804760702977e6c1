import { AppError } from '../platform/errors';
import { type RequestFacts, type Route, rawRoute } from '../platform/http';
import type { SentMail } from '../platform/mail';

/** `/dev/mail`: what would have been sent, with links that reset passwords; so only under `bin/up`, and only to this machine. */
export function mailPageRoutes(recent: () => Promise<SentMail[]>): Route[] {
  return [
    rawRoute({
      method: 'get',
      path: '/dev/mail',
      root: true,
      action: 'site.browse',
      authenticate: false,
      handle: async ({ request, res }) => {
        refuseOthers(request);
        const mails = await recent();
        res.set('Cache-Control', 'no-store').type('html').send(page(mails));
      },
    }),
    rawRoute({
      method: 'get',
      path: '/dev/mail.json',
      root: true,
      action: 'site.browse',
      authenticate: false,
      handle: async ({ request, res }) => {
        refuseOthers(request);
        res.set('Cache-Control', 'no-store').json(await recent());
      },
    }),
  ];
}

function refuseOthers({ ip }: RequestFacts): void {
  if (/^(::1|(::ffff:)?127\.)/.test(ip)) return;
  throw new AppError({ kind: 'not_found', code: 'not_found', publicMessage: 'There is nothing at this address.' });
}

function page(mails: SentMail[]): string {
  const list = mails.map(
    (
      mail,
    ) => `<article><h2>${escapeHtml(mail.subject)}</h2><p>To ${escapeHtml(mail.to)}, ${escapeHtml(String(mail.sentAt))}</p>
<pre>${linked(escapeHtml(mail.text))}</pre></article>`,
  );
  const body = list.join('\n') || '<p>No mail yet. Sign up, or ask for a password reset, and it appears here.</p>';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Mail</title>
<style>:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:44rem;margin:2rem auto;padding:0 1rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#8881;padding:1rem;border-radius:.5rem}</style>
<p><a href="/">Back to the site</a></p><h1>Mail that was not sent</h1><p>No mail server is configured, so messages stay here.</p>${body}</html>`;
}

function linked(text: string): string {
  return text.replace(/https?:&#47;&#47;\S+|https?:\/\/\S+/g, (url) => `<a href="${url}">${url}</a>`);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
