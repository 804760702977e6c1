import type { IncomingMessage, ServerResponse } from 'node:http';

const lingerMs = 2_000;

/** Whoever is answered in the middle of sending gets time to read the answer; then the line is cut, or it could be held for ever. */
export function cutUnreadBody(req: IncomingMessage, res: ServerResponse): void {
  res.once('finish', () => {
    if (req.complete) return;
    const cut = setTimeout(() => req.socket.destroy(), lingerMs);
    req.once('end', () => clearTimeout(cut));
    req.once('close', () => clearTimeout(cut));
  });
}
