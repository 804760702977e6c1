import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Fault, Faults } from './faults';

const address = '/.control/faults';

/** Lets a drill in another process plant faults: POST one as JSON, DELETE clears them. Whether the request was that. */
export async function controlFaults(
  request: IncomingMessage,
  response: ServerResponse,
  faults: Faults,
): Promise<boolean> {
  if (request.url !== address) return false;
  if (request.method === 'POST') faults.plant((await json(request)) as Fault);
  else if (request.method === 'DELETE') faults.clear();
  response.writeHead(204).end();
  return true;
}
