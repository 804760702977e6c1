import type { LeanCall, ObjectSender } from '../../platform/http';
import { readRange } from './byte-range';
import type { MediaAddress, MediaObject } from './delivery';

/** Sends a segment, an init segment or a sheet of pictures, or the part of it that was asked for. */
export function sendPart(
  call: LeanCall,
  { rendition, fence, file }: MediaAddress,
  { key, sizeBytes }: MediaObject,
  { objects, cacheControl }: { objects: ObjectSender; cacheControl: string },
): void | Promise<void> {
  const { req, res, head } = call;
  const etag = `"${fence}.${file}"`;
  const kept = { 'Cache-Control': cacheControl, ETag: etag, 'Accept-Ranges': 'bytes' };
  if (req.headers['if-none-match']?.includes(etag)) {
    head(304, kept);
    res.end();
    return;
  }
  const answer = readRange(wantsWhole(call, etag) ? undefined : req.headers.range, sizeBytes);
  if (answer.kind === 'unsatisfiable') {
    head(416, { 'Content-Range': `bytes */${sizeBytes}`, 'Accept-Ranges': 'bytes', 'Content-Length': 0 });
    res.end();
    return;
  }
  return objects.send(call, {
    key,
    sizeBytes,
    range: answer.kind === 'part' ? answer.range : undefined,
    headers: { 'Content-Type': typeOf(rendition, file), ...kept },
  });
}

// If-Range: parts only of what the client already has the other parts of.
function wantsWhole({ req }: LeanCall, etag: string): boolean {
  const condition = req.headers['if-range'];
  return req.method === 'HEAD' || (condition !== undefined && condition !== etag);
}

function typeOf(rendition: string, file: string): string {
  if (file.endsWith('.jpg')) return 'image/jpeg';
  return rendition.startsWith('audio') ? 'audio/mp4' : 'video/mp4';
}
