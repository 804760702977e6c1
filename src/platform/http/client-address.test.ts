import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import fc from 'fast-check';
import { Secret } from '../config';
import { clientAddressOf, createCdnCheck } from './client-address';

/** A request as Node hands it over, from 10.0.0.1. */
function requestWith(headers: Record<string, string>, remoteAddress: string | undefined = '10.0.0.1'): IncomingMessage {
  return { headers, socket: { remoteAddress } } as unknown as IncomingMessage;
}

const addressOf = (forwarded: string, trustedProxyHops: number) =>
  clientAddressOf(requestWith({ 'x-forwarded-for': forwarded }), { trustedProxyHops });

it.each([
  [0, '8.8.8.8, 193.4.1.1', '10.0.0.1'],
  [1, '8.8.8.8, 193.4.1.1', '193.4.1.1'],
  [2, '9.9.9.9, 8.8.8.8, 193.4.1.1', '8.8.8.8'],
  [3, '8.8.8.8, 193.4.1.1', '8.8.8.8'],
  [1, '', '10.0.0.1'],
  [1, '::ffff:193.4.1.1', '193.4.1.1'],
])('behind %i hops, %j names %s', (hops, forwarded, address) => expect(addressOf(forwarded, hops)).toBe(address));

it('a client whose socket is gone has an address that is nobody’s', () => {
  expect(clientAddressOf({ headers: {}, socket: {} } as IncomingMessage, { trustedProxyHops: 1 })).toBe('0.0.0.0');
});

describe('the same answer as Express', () => {
  const asked: { hops: number; resolve(addresses: string[]): void }[] = [];
  const server = createServer((req, res) => {
    const next = asked.shift();
    const app = express().set('trust proxy', next?.hops);
    app.use((seen, answer) => {
      next?.resolve([seen.ip ?? '', clientAddressOf(seen, { trustedProxyHops: next.hops })]);
      answer.end();
    });
    app(req, res);
  });
  beforeAll(() => new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening)));
  afterAll(() => new Promise((closed) => server.close(closed)));

  const ask = (forwarded: string[], hops: number) =>
    new Promise<string[]>((resolve, reject) => {
      asked.push({ hops, resolve });
      const { port } = server.address() as AddressInfo;
      const headers = forwarded.length > 0 ? { 'x-forwarded-for': forwarded } : {};
      request({ port, host: '127.0.0.1', agent: false, headers }, (answer) => answer.resume())
        .once('error', reject)
        .end();
    });

  it('for any number of hops and any header, one or several', async () => {
    const entry = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.constantFrom('', ' ', '  ', '\t', 'unknown', '1.2.3.4:80', '::ffff:1.2.3.4x', ' 8.8.8.8 9.9.9.9 '),
    );
    const header = fc.array(entry, { maxLength: 5 }).map((entries) => entries.join(','));
    await fc.assert(
      fc.asyncProperty(fc.array(header, { maxLength: 2 }), fc.integer({ min: 0, max: 3 }), async (headers, hops) => {
        const [theirs = '', ours] = await ask(headers, hops);
        expect(ours).toBe(theirs.replace(/^::ffff:(?=\d+\.)/i, ''));
      }),
      { numRuns: 200 },
    );
  });
});

describe('with a CDN in front', () => {
  const secret = 'only-the-cdn-knows-this';
  const isFromCdn = createCdnCheck({ secretHeader: 'x-cdn-secret', secret: new Secret(secret) });
  const forwarded = { 'x-forwarded-for': '8.8.8.8, 193.4.1.1' };
  const seen = (headers: Record<string, string>, trustedProxyHops = 2) =>
    clientAddressOf(requestWith({ ...forwarded, ...headers }), { trustedProxyHops, isFromCdn });

  it('whoever comes through it is named by it', () => expect(seen({ 'x-cdn-secret': secret })).toBe('8.8.8.8'));

  it.each([
    ['no secret', {}],
    ['another of the same length', { 'x-cdn-secret': 'only-the-cdn-knows-thiz' }],
    ['the beginning', { 'x-cdn-secret': secret.slice(0, -1) }],
    ['an empty one', { 'x-cdn-secret': '' }],
    ['it twice', { 'x-cdn-secret': `${secret}, ${secret}` }],
  ])('whoever goes around it, with %s, cannot name itself', (_, headers) => expect(seen(headers)).toBe('193.4.1.1'));

  it('without a trusted hop the connection decides', () =>
    expect(seen({ 'x-cdn-secret': secret }, 0)).toBe('10.0.0.1'));
});
