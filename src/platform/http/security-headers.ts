import type { RequestHandler } from 'express';
import helmet from 'helmet';

const hstsSeconds = 31_536_000;

export interface SecurityOptions {
  production: boolean;
  /** Where else pages may send to and fetch from, as origins. */
  connectOrigins?: readonly string[];
  /** Where else films on pages may come from, as origins. */
  mediaOrigins?: readonly string[];
}

/** What every answer tells a browser to be careful about. */
export function securityHeaders({
  production,
  connectOrigins = [],
  mediaOrigins = [],
}: SecurityOptions): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // media-chrome and Mantine write style attributes and elements.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        mediaSrc: ["'self'", 'blob:', ...mediaOrigins],
        workerSrc: ["'self'", 'blob:'], // hls.js runs its demuxer from a blob
        connectSrc: ["'self'", ...new Set([...connectOrigins, ...mediaOrigins])],
        frameSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: false,
    xFrameOptions: false, // frame-ancestors says it, and the embed page must be able to allow it
    strictTransportSecurity: production ? { maxAge: hstsSeconds, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
  });
}

/**
 * The same for what is never a page: bytes and lists that a player reads. Opened by itself such an answer may load,
 * run and embed nothing; what else a page is told would be half the weight of a playlist.
 */
export function mediaSecurityHeaders(production: boolean): Record<string, string> {
  return {
    'Content-Security-Policy': "default-src 'none';frame-ancestors 'none';sandbox",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    ...(production ? { 'Strict-Transport-Security': `max-age=${hstsSeconds}` } : {}),
  };
}
