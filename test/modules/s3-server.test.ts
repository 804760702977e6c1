import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { type S3Server, startS3Server } from '../support/s3/server';
import { type RawRequest, sendRaw, signed, signedChunks } from '../support/s3/sign-request';

let server: S3Server;
let now: Date;

beforeEach(async () => {
  now = new Date();
  server = await startS3Server({ now: () => now });
});
afterEach(() => server.close());

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const bytes = Buffer.from('0123456789');
const later = (ms: number) => {
  now = new Date(Date.now() + ms);
};

function put(headers: Record<string, string> = {}, body: Buffer = bytes, length = body.length): RawRequest {
  const path = `/${server.bucket}/a/b`;
  return { method: 'PUT', path, headers: { 'content-length': String(length), ...headers }, body };
}

function signedPut(raw = put(), payload = sha256(raw.body), account = server.account): RawRequest {
  return signed(raw, server.endpoint, account, payload).request;
}

const send = (raw: RawRequest) => sendRaw(server.endpoint, raw);
const stored = () => server.store.find('a/b')?.sizeBytes ?? null;

describe('the S3 server of the tests', () => {
  it('takes a request that is signed right', async () => {
    expect(await send(signedPut())).toMatchObject({ status: 200 });
    expect(stored()).toBe(bytes.length);
  });

  const without = (raw: RawRequest, name: string): RawRequest => {
    const { [name]: _, ...headers } = raw.headers;
    return { ...raw, headers };
  };
  const withHeader = (raw: RawRequest, name: string, value: string): RawRequest => ({
    ...raw,
    headers: { ...raw.headers, [name]: value },
  });
  const refused: [string, () => RawRequest, string][] = [
    ['nobody signed', () => without(signedPut(), 'authorization'), 'AccessDenied'],
    [
      'another secret signed',
      () => signedPut(put(), sha256(bytes), { ...server.account, secretAccessKey: 'wrong' }),
      'SignatureDoesNotMatch',
    ],
    [
      'is signed by somebody unknown',
      () => signedPut(put(), sha256(bytes), { ...server.account, accessKeyId: 'AKIANOBODY' }),
      'InvalidAccessKeyId',
    ],
    [
      'is signed for another region',
      () => signedPut(put(), sha256(bytes), { ...server.account, region: 'mars-1' }),
      'AuthorizationHeaderMalformed',
    ],
    [
      'has a signed header changed',
      () => withHeader(signedPut(put({ 'content-type': 'video/mp4' })), 'content-type', 'text/html'),
      'SignatureDoesNotMatch',
    ],
    ['has a header of ours added', () => withHeader(signedPut(), 'x-amz-acl', 'public-read'), 'AccessDenied'],
    ['goes to another key', () => ({ ...signedPut(), path: `/${server.bucket}/a/c` }), 'SignatureDoesNotMatch'],
    ['has another method', () => ({ ...signedPut(), method: 'DELETE' }), 'SignatureDoesNotMatch'],
    ['has a query added', () => ({ ...signedPut(), path: `/${server.bucket}/a/b?acl` }), 'SignatureDoesNotMatch'],
    ['has another body', () => ({ ...signedPut(), body: Buffer.from('9876543210') }), 'XAmzContentSHA256Mismatch'],
    ['has no digest of its body', () => without(signedPut(), 'x-amz-content-sha256'), 'InvalidRequest'],
    ['has a wrong MD5', () => signedPut(put({ 'content-md5': md5(Buffer.from('other')) })), 'BadDigest'],
    ['has a wrong checksum', () => signedPut(put({ 'x-amz-checksum-crc32': 'AAAAAA==' })), 'BadDigest'],
    [
      'is shorter than signed',
      () => withHeader({ ...signedPut(), body: Buffer.from('012') }, 'content-length', '3'),
      'SignatureDoesNotMatch',
    ],
  ];
  it.each(refused)('refuses a request that %s', async (_what, make, code) => {
    expect(await send(make())).toMatchObject({ code });
    expect(stored()).toBeNull();
  });

  it('refuses what was signed a quarter of an hour ago', async () => {
    const request = signedPut();
    later(16 * 60_000);
    expect(await send(request)).toMatchObject({ status: 403, code: 'RequestTimeTooSkewed' });
    later(14 * 60_000);
    expect(await send(request)).toMatchObject({ status: 200 });
  });

  it('takes a signed address for what it is for, while it lasts', async () => {
    const { endpoint, account } = server;
    const client = new S3Client({
      endpoint,
      region: account.region,
      forcePathStyle: true,
      credentials: account,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
    const command = new PutObjectCommand({ Bucket: server.bucket, Key: 'a/b', ContentLength: 10 });
    const url = await getSignedUrl(client, command, { expiresIn: 600 });
    const upload = async (to: string, body: Buffer = bytes, headers = {}) => {
      const answer = await fetch(to, { method: 'PUT', body: body.toString(), headers });
      return [answer.status, /<Code>(\w+)</.exec(await answer.text())?.[1]];
    };
    for (const changed of [
      url.replace('X-Amz-Expires=600', 'X-Amz-Expires=6000'),
      url.replace('/a/b', '/a/c'),
      url.replace(/Signature=..../, 'Signature=0000'),
      `${url}&acl=`,
    ]) {
      expect(changed).not.toBe(url);
      expect(await upload(changed)).toEqual([403, 'SignatureDoesNotMatch']);
    }
    expect(await upload(url, Buffer.from('longer than ten'))).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await upload(url, bytes, { 'x-amz-acl': 'public-read' })).toEqual([403, 'AccessDenied']);
    later(601_000);
    expect(await upload(url)).toEqual([403, 'AccessDenied']);
    expect(stored()).toBeNull();
    later(599_000);
    expect(await upload(url)).toEqual([200, undefined]);
    expect(stored()).toBe(10);
    client.destroy();
  });

  describe('bodies in chunks', () => {
    const trailer = (sum: string) => ({
      headers: { 'x-amz-trailer': 'x-amz-checksum-crc32', 'x-amz-decoded-content-length': '10' },
      body: Buffer.from(`4\r\n0123\r\n6\r\n456789\r\n0\r\nx-amz-checksum-crc32:${sum}\r\n\r\n`),
    });
    const right = checksum(bytes);
    const unsigned = ({ headers, body }: { headers: Record<string, string>; body: Buffer }) =>
      send(signedPut(put(headers, body), 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'));

    it('keeps what is inside them, when the checksum behind them holds', async () => {
      expect(await unsigned(trailer(right))).toMatchObject({ status: 200 });
      expect(stored()).toBe(10);
    });

    it.each([
      ['a checksum that does not fit', trailer(checksum(Buffer.from('9'))), 'BadDigest'],
      [
        'another length than announced',
        { ...trailer(right), headers: { ...trailer(right).headers, 'x-amz-decoded-content-length': '11' } },
        'IncompleteBody',
      ],
      ['no checksum at all', { ...trailer(right), body: Buffer.from('a\r\n0123456789\r\n0\r\n\r\n') }, 'BadDigest'],
      [
        'a chunk longer than its size',
        { ...trailer(right), body: Buffer.from('4\r\n0123456789\r\n0\r\n\r\n') },
        'InvalidRequest',
      ],
      ['an end in the middle', { ...trailer(right), body: Buffer.from('a\r\n01234') }, 'IncompleteBody'],
    ])('refuses %s', async (_what, made, code) => {
      expect(await unsigned(made)).toMatchObject({ code });
      expect(stored()).toBeNull();
    });

    it('refuses signed chunks that are changed, left out or moved', async () => {
      const chunks = [randomBytes(8_192), randomBytes(8_192), randomBytes(100)];
      const length = Buffer.concat(chunks).length;
      const payload = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
      const make = (change: (body: Buffer) => Buffer) => {
        const headers = { 'x-amz-decoded-content-length': String(length) };
        const raw = { method: 'PUT', path: `/${server.bucket}/a/b`, headers, body: Buffer.alloc(0) };
        const { request, chain } = signed(raw, server.endpoint, server.account, payload);
        const body = change(signedChunks(chunks, chain));
        return { ...request, headers: { ...request.headers, 'content-length': String(body.length) }, body };
      };
      const frame = 8_192 + 4 + ';chunk-signature='.length + 64 + 4;
      const changes: ((body: Buffer) => Buffer)[] = [
        (body) => Buffer.concat([body.subarray(0, 200), Buffer.from([(body[200] ?? 0) ^ 1]), body.subarray(201)]),
        (body) => body.subarray(frame),
        (body) => Buffer.concat([body.subarray(frame, 2 * frame), body.subarray(0, frame), body.subarray(2 * frame)]),
      ];
      for (const change of changes) {
        expect(await send(make(change))).toMatchObject({ code: 'SignatureDoesNotMatch' });
        expect(stored()).toBeNull();
      }
      expect(await send(make((body) => body))).toMatchObject({ status: 200 });
      expect(stored()).toBe(length);
    });
  });
});

/** Amazon's own worked examples, from its page about signing: answers that no code of ours made up. */
describe('the worked examples of the documentation', () => {
  const account = {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    region: 'us-east-1',
  };
  const date = new Date('2013-05-24T00:00:00Z');
  const credential = `${account.accessKeyId}/20130524/us-east-1/s3/aws4_request`;
  let example: S3Server;

  beforeEach(async () => {
    example = await startS3Server({ account, bucket: 'examplebucket', now: () => date });
  });
  afterEach(() => example.close());

  it('chunks with signatures', async () => {
    const names =
      'content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class';
    const chunks: [number, string][] = [
      [65_536, 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648'],
      [1_024, '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497'],
      [0, 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9'],
    ];
    const body = chunks.map(([size, sum]) => `${size.toString(16)};chunk-signature=${sum}\r\n${'a'.repeat(size)}\r\n`);
    const answer = await sendRaw(example.endpoint, {
      method: 'PUT',
      path: '/examplebucket/chunkObject.txt',
      headers: {
        host: 's3.amazonaws.com',
        'content-encoding': 'aws-chunked',
        'content-length': '66824',
        'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
        'x-amz-date': '20130524T000000Z',
        'x-amz-decoded-content-length': '66560',
        'x-amz-storage-class': 'REDUCED_REDUNDANCY',
        authorization: `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${names},Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9`,
      },
      body: Buffer.from(body.join('')),
    });
    expect(answer).toMatchObject({ status: 200 });
    expect(example.store.find('chunkObject.txt')?.sizeBytes).toBe(66_560);
  });

  // The examples name the bucket in the host; here that is another bucket, which is only said to who signed right.
  it.each([
    ['f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41', 'NoSuchBucket'],
    ['f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb42', 'SignatureDoesNotMatch'],
  ])('a header with the signature %s', async (signature, code) => {
    const headers = {
      host: 'examplebucket.s3.amazonaws.com',
      range: 'bytes=0-9',
      'x-amz-content-sha256': sha256(Buffer.alloc(0)),
      'x-amz-date': '20130524T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=${signature}`,
    };
    const raw = { method: 'GET', path: '/test.txt', headers, body: Buffer.alloc(0) };
    expect(await sendRaw(example.endpoint, raw)).toMatchObject({ code });
  });

  it.each([
    ['aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404', 'NoSuchBucket'],
    ['aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d405', 'SignatureDoesNotMatch'],
  ])('an address with the signature %s', async (signature, code) => {
    const query = [
      'X-Amz-Algorithm=AWS4-HMAC-SHA256',
      `X-Amz-Credential=${encodeURIComponent(credential)}`,
      'X-Amz-Date=20130524T000000Z',
      'X-Amz-Expires=86400',
      'X-Amz-SignedHeaders=host',
      `X-Amz-Signature=${signature}`,
    ].join('&');
    const headers = { host: 'examplebucket.s3.amazonaws.com' };
    const raw = { method: 'GET', path: `/test.txt?${query}`, headers, body: Buffer.alloc(0) };
    expect(await sendRaw(example.endpoint, raw)).toMatchObject({ code });
  });
});

function md5(body: Buffer): string {
  return createHash('md5').update(body).digest('base64');
}

function checksum(body: Buffer): string {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return sum.toString('base64');
}
