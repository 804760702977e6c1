import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** The bare tool: whatever is sent goes to one file. `node --import tsx bench/upload-sink.ts PORT FILE [flush]` */
const [port, path = '', how] = process.argv.slice(2);

createServer(async (request, response) => {
  await pipeline(request, createWriteStream(path));
  if (how === 'flush') await flush(path);
  response.writeHead(204).end();
}).listen(Number(port), '127.0.0.1', () => console.log('listening'));

async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r');
  await handle.sync();
  await handle.close();
}
