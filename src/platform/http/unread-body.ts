import type { IncomingMessage, ServerResponse } from 'node:http';

const lingerMs = 2_000;

/** Whoever is answered in the middle of sending gets time to read the answer; then the line is cut, or it could be held for ever. */
export function cutUnreadBody(req: IncomingMessage, res: ServerResponse): void {
  const { socket, headers } = req;
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return;
  res.once('finish', () => {
    if (req.complete) return;
    setTimeout(() => {
      if (!req.complete) socket.destroy();
    }, lingerMs).unref();
  });
}
