import type { LeanCall } from '../../platform/http';
import type { RenderedPlaylist } from './rendered';

/** Sends a list, gzipped to whoever takes it; 304 to whoever has it. */
export function sendText(
  { req, res, head }: LeanCall,
  { plain, gzipped, etag }: RenderedPlaylist,
  type: string,
  cacheControl: string,
): void {
  const kept = { 'Cache-Control': cacheControl, Vary: 'Accept-Encoding', ETag: etag };
  if (req.headers['if-none-match']?.includes(etag.slice('W/'.length))) {
    head(304, kept);
    res.end();
    return;
  }
  const zipped = acceptsGzip(req.headers['accept-encoding']);
  const body = zipped ? gzipped : plain;
  head(200, {
    ...kept,
    'Content-Type': type,
    'Content-Length': body.length,
    ...(zipped ? { 'Content-Encoding': 'gzip' } : {}),
  });
  if (req.method === 'HEAD') res.end();
  else res.end(body, 'latin1');
}

/** RFC 9110 §12.5.3, as far as it concerns gzip. */
function acceptsGzip(header = ''): boolean {
  if (!header.includes('=')) return header.includes('gzip') || header.includes('*');
  const codings = new Map(
    header.split(',').map((entry) => {
      const [name = '', ...parameters] = entry.toLowerCase().split(';');
      return [name.trim(), !parameters.some((each) => /^\s*q=0(\.0*)?\s*$/.test(each))] as const;
    }),
  );
  return codings.get('gzip') ?? codings.get('*') ?? false;
}
