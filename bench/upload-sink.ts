import { createWriteStream, openSync } from 'node:fs';
import { createServer } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** The bare tool: whatever is sent goes to one file. `node --import tsx bench/upload-sink.ts PORT FILE [flush]` */
const [port, path = '', flush] = process.argv.slice(2);

createServer(async (request, response) => {
  const file = createWriteStream(path, { fd: openSync(path, 'w'), flush: flush === 'flush' });
  await pipeline(request, file);
  response.writeHead(204).end();
}).listen(Number(port), '127.0.0.1', () => console.log('listening'));
