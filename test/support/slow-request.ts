import { request } from 'node:http';

/** Signs somebody up over a line so slow that the body takes `lastsMs`. Resolves with the status. */
export function slowSignUp(port: number, lastsMs: number): Promise<number> {
  const body = JSON.stringify({
    email: `slow-${Date.now()}@example.com`,
    password: 'a slow but certain passphrase',
    displayName: 'Slow Sally',
  });
  const half = Math.floor(body.length / 2);
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: '127.0.0.1',
        port,
        method: 'POST',
        path: '/api/v1/accounts',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          origin: `http://localhost:${port}`,
          'x-forwarded-for': '203.0.113.7',
          'x-forwarded-proto': 'http',
        },
      },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode ?? 0));
        answer.once('error', reject);
      },
    );
    call.once('error', reject);
    call.write(body.slice(0, half));
    setTimeout(() => call.end(body.slice(half)), lastsMs);
  });
}
