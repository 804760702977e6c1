import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/** The bare tool: the same bytes from memory to everybody. `node --import tsx bench/bytes-server.ts PORT FILE TYPE` */
const [port, path = '', type = ''] = process.argv.slice(2);
const body = readFileSync(path);
const headers = { 'Content-Type': type, 'Content-Length': body.length };

createServer((_request, response) => {
  response.writeHead(200, headers).end(body);
}).listen(Number(port), '127.0.0.1', () => console.log('listening'));
