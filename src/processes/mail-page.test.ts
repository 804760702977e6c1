import type { RawRoute } from '../platform/http';
import { mailPageRoutes } from './mail-page';

const mail = {
  to: 'ada@example.com',
  subject: 'Reset <your> password',
  text: 'http://localhost/studio/reset?token=t',
  key: 'k',
};
const routes = mailPageRoutes(async () => [{ ...mail, sentAt: new Date(0) }]) as RawRoute[];

async function ask(route: RawRoute | undefined, ip: string): Promise<string> {
  let sent = '';
  const res = {
    set: () => res,
    type: () => res,
    send: (body: string) => (sent = body),
    json: (body: unknown) => (sent = JSON.stringify(body)),
  };
  await route?.handle({ request: { ip }, res } as unknown as Parameters<RawRoute['handle']>[0]);
  return sent;
}

describe('the page of mails that reach nobody', () => {
  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])(
    'shows them to this machine (%s), as text and not as markup',
    async (ip) => {
      expect(await ask(routes[0], ip)).toContain('Reset &#60;your&#62; password');
      expect(await ask(routes[1], ip)).toContain('ada@example.com');
    },
  );

  it.each(['192.168.1.7', '203.0.113.9', 'fe80::1'])('is not there for another machine (%s)', async (ip) => {
    for (const route of routes) await expect(ask(route, ip)).rejects.toMatchObject({ kind: 'not_found' });
  });
});
