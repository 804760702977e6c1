import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Secret } from '../config';

/** The value of one header of a request; several of one name are joined by commas. */
export type HeaderReader = (name: string) => string | undefined;

export function headerOf(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** Whether a request came through the CDN, which alone knows the secret. */
export type CdnCheck = (header: HeaderReader) => boolean;

export function createCdnCheck({ secretHeader, secret }: { secretHeader: string; secret: Secret }): CdnCheck {
  const wanted = Buffer.from(secret.reveal());
  return (header) => {
    const given = Buffer.from(header(secretHeader) ?? '');
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  };
}

export interface HopOptions {
  /** Proxies in front of us, each of which adds to X-Forwarded-For whom it was asked by. */
  trustedProxyHops: number;
  /** Given, one of the hops is a CDN's; who went around it is behind one hop less, and may not name itself. */
  isFromCdn?: CdnCheck | undefined;
}

/**
 * The client's address behind the trusted hops, as Express finds it for the same number: the entry so many from the right,
 * the leftmost where there are fewer. IPv4 in IPv6's clothes, as sockets for both families tell it, is IPv4.
 */
export function clientAddressOf(req: IncomingMessage, { trustedProxyHops, isFromCdn }: HopOptions): string {
  const around = isFromCdn !== undefined && trustedProxyHops > 0 && !isFromCdn((name) => headerOf(req, name));
  const hops = around ? trustedProxyHops - 1 : trustedProxyHops;
  const forwarded = hops > 0 ? headerOf(req, 'x-forwarded-for') : undefined;
  const address = (forwarded && entryFromRight(forwarded, hops)) || req.socket.remoteAddress || '0.0.0.0';
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

/** Empty entries are none, as in Express. */
function entryFromRight(list: string, hops: number): string | undefined {
  const entries = list
    .split(',')
    .map((entry) => entry.replace(/^ +| +$/g, ''))
    .filter((entry) => entry !== '');
  return entries[Math.max(0, entries.length - hops)];
}
