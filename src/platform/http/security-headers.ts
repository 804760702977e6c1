import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

export interface SecurityOptions {
  production: boolean;
  /** Where else pages may send to and fetch from, as origins. */
  connectOrigins?: readonly string[];
}

/** What every answer tells a browser to be careful about. */
export function securityHeaders(options: SecurityOptions): RequestHandler {
  return helmetOf(options);
}

function helmetOf({ production, connectOrigins = [] }: SecurityOptions) {
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
        mediaSrc: ["'self'", 'blob:'],
        workerSrc: ["'self'", 'blob:'], // hls.js runs its demuxer from a blob
        connectSrc: ["'self'", ...connectOrigins],
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
    strictTransportSecurity: production ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
  });
}

/** The same as a list; they depend on no request. */
export function securityHeaderList(production: boolean): Record<string, string> {
  const list: Record<string, string> = {};
  const res = {
    setHeader: (name: string, value: string) => {
      list[name] = value;
    },
    removeHeader: () => undefined,
  };
  helmetOf({ production })({} as IncomingMessage, res as unknown as ServerResponse, (error?: unknown) => {
    if (error) throw error;
  });
  return list;
}
