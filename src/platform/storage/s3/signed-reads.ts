import { createHash, createHmac } from 'node:crypto';
import { setImmediate as letOthers } from 'node:timers/promises';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { SignedRead } from '../storage';
import type { Bucket } from './bucket';

/** The longest that S3 lets an address live. */
const lifetimeMs = 7 * 86_400_000;

/** Dated backwards from its end, so that every process makes the same address, and playlists that carry it are the same. */
export async function signRead(bucket: Bucket, key: string, { expiresAt, contentType, downloadAs }: SignedRead) {
  const command = new GetObjectCommand({
    Bucket: bucket.name,
    Key: bucket.inside(key),
    ...(contentType ? { ResponseContentType: contentType } : {}),
    ...(downloadAs ? { ResponseContentDisposition: attachment(downloadAs) } : {}),
  });
  return getSignedUrl(bucket.reads, command, {
    signingDate: new Date(expiresAt.getTime() - lifetimeMs),
    expiresIn: lifetimeMs / 1_000,
  });
}

/** Some 5 ms of work; then whoever waits has their turn. */
const atOnce = 500;

/** As `signRead` makes them. */
export async function signReads(bucket: Bucket, keys: readonly string[], expiresAt: Date): Promise<string[]> {
  const sign = signerAfter(await signRead(bucket, example, { expiresAt }), bucket);
  const signed: string[] = [];
  for (let from = 0; from < keys.length; from += atOnce) {
    if (from > 0) await letOthers();
    for (const key of keys.slice(from, from + atOnce)) signed.push(sign(key));
  }
  return signed;
}

const example = 'any';

// The SDK takes 1 ms for an address, seven seconds for a long film. Addresses of one bucket that end together differ by
// path and signature only, so the SDK makes one, and the signatures of the others are two hashes each. Keys are made of
// characters that stand for themselves in an address.
function signerAfter(address: string, bucket: Bucket): (key: string) => string {
  const { origin, host, pathname, search, searchParams } = new URL(address);
  const folder = pathname.slice(0, -bucket.inside(example).length);
  const signature = /&X-Amz-Signature=([0-9a-f]+)/;
  const query = search.slice(1).replace(signature, '');
  const [before = '', , after = ''] = search.split(signature);
  const scope = (searchParams.get('X-Amz-Credential') ?? '').split('/').slice(1);
  const toSign = ['AWS4-HMAC-SHA256', searchParams.get('X-Amz-Date'), scope.join('/'), ''].join('\n');
  const secret = scope.reduce<Buffer>(
    (key, part) => createHmac('sha256', key).update(part).digest(),
    Buffer.from(`AWS4${bucket.secretAccessKey.reveal()}`),
  );
  return (key) => {
    const path = folder + bucket.inside(key);
    const request = `GET\n${path}\n${query}\nhost:${host}\n\nhost\nUNSIGNED-PAYLOAD`;
    const hash = createHash('sha256').update(request).digest('hex');
    const signed = createHmac('sha256', secret)
      .update(toSign + hash)
      .digest('hex');
    return `${origin}${path}${before}&X-Amz-Signature=${signed}${after}`;
  };
}

function attachment(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9 ._-]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}
