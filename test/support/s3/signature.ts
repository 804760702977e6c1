import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { accessDenied, invalidArgument, invalidRequest, S3Error } from './errors';

export interface Account {
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
}

/** A request whose signature holds; the rest is what the body is checked with. */
export interface Signed {
  /** `x-amz-content-sha256`: a digest, or what stands in for one. */
  payload: string;
  date: string;
  scope: string;
  signingKey: Buffer;
  /** The first link of the chain of chunk signatures. */
  seed: string;
}

interface Claim {
  credential: string;
  signedHeaders: string[];
  signature: string;
  date: string;
  payload: string;
  query: [string, string][];
}

const algorithm = 'AWS4-HMAC-SHA256';
const skewMs = 15 * 60_000;
const longestSeconds = 604_800;

/** Verifies SigV4, by header or in the address. @throws S3Error */
export function verifySignature(request: IncomingMessage, url: URL, account: Account, now: Date): Signed {
  const query = [...url.search.slice(1).split('&')].filter(Boolean).map(pairOf);
  const inAddress = query.some(([name]) => name === 'X-Amz-Signature');
  const claim = inAddress ? claimInAddress(request, query, now) : claimInHeader(request, query, now);
  const scope = requireScope(claim, account);
  requireAllSigned(request, claim.signedHeaders);
  const signingKey = [claim.date.slice(0, 8), account.region, 's3', 'aws4_request'].reduce<Buffer>(
    (key, part) => hmac(key, part),
    Buffer.from(`AWS4${account.secretAccessKey}`),
  );
  const toSign = [algorithm, claim.date, scope, sha256(canonicalRequest(request, url, claim))].join('\n');
  const expected = hmac(signingKey, toSign).toString('hex');
  if (!isEqual(expected, claim.signature)) throw signatureMismatch();
  return { payload: claim.payload, date: claim.date, scope, signingKey, seed: claim.signature };
}

export const signatureMismatch = () =>
  new S3Error(
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided.',
  );

function claimInHeader(request: IncomingMessage, query: [string, string][], now: Date): Claim {
  const header = request.headers.authorization;
  if (!header) throw accessDenied('Access Denied');
  const fields = /^AWS4-HMAC-SHA256 Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/.exec(
    header,
  );
  if (!fields) throw invalidArgument('The Authorization header is malformed.');
  const [, credential = '', signedHeaders = '', signature = ''] = fields;
  const payload = headerOf(request, 'x-amz-content-sha256');
  if (!payload) throw invalidRequest('Missing required header for this request: x-amz-content-sha256');
  const date = headerOf(request, 'x-amz-date');
  if (Math.abs(instantOf(date).getTime() - now.getTime()) > skewMs) {
    throw new S3Error(403, 'RequestTimeTooSkewed', 'The difference between the request time and ours is too large.');
  }
  return { credential, signedHeaders: signedHeaders.split(';'), signature, date, payload, query };
}

function claimInAddress(request: IncomingMessage, query: [string, string][], now: Date): Claim {
  const of = (name: string) => query.find(([found]) => found === name)?.[1] ?? '';
  if (request.headers.authorization) throw invalidArgument('Only one way of signing is allowed.');
  if (of('X-Amz-Algorithm') !== algorithm) throw invalidArgument('X-Amz-Algorithm is not supported.');
  const seconds = Number(of('X-Amz-Expires'));
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > longestSeconds) {
    throw invalidArgument('X-Amz-Expires must be between 1 and 604800 seconds.');
  }
  const from = instantOf(of('X-Amz-Date')).getTime();
  if (from - skewMs > now.getTime()) throw accessDenied('Request is not yet valid');
  if (from + seconds * 1_000 <= now.getTime()) throw accessDenied('Request has expired');
  return {
    credential: of('X-Amz-Credential'),
    signedHeaders: of('X-Amz-SignedHeaders').split(';'),
    signature: of('X-Amz-Signature'),
    date: of('X-Amz-Date'),
    payload: headerOf(request, 'x-amz-content-sha256') || of('X-Amz-Content-Sha256') || 'UNSIGNED-PAYLOAD',
    query: query.filter(([name]) => name !== 'X-Amz-Signature'),
  };
}

function requireScope({ credential, date }: Claim, { accessKeyId, region }: Account): string {
  const [key, ...scope] = credential.split('/');
  if (key !== accessKeyId) {
    throw new S3Error(403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.');
  }
  const expected = [date.slice(0, 8), region, 's3', 'aws4_request'].join('/');
  if (scope.join('/') !== expected) {
    throw new S3Error(400, 'AuthorizationHeaderMalformed', `The credential scope has to be ${expected}.`);
  }
  return expected;
}

function requireAllSigned(request: IncomingMessage, signedHeaders: string[]): void {
  const unsigned = Object.keys(request.headers).filter(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !signedHeaders.includes(name),
  );
  if (unsigned.length > 0) {
    throw accessDenied(`There were headers present in the request which were not signed: ${unsigned.join(', ')}`);
  }
}

function canonicalRequest(request: IncomingMessage, url: URL, { query, signedHeaders, payload }: Claim): string {
  const names = [...signedHeaders].sort();
  return [
    request.method,
    url.pathname
      .split('/')
      .map((part) => encoded(decodeURIComponent(part)))
      .join('/'),
    query
      .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
      .sort()
      .join('&'),
    ...names.map((name) => `${name}:${headerOf(request, name)}`),
    '',
    names.join(';'),
    payload,
  ].join('\n');
}

function headerOf({ headers }: IncomingMessage, name: string): string {
  return String(headers[name] ?? '')
    .trim()
    .replace(/ +/g, ' ');
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  const [name, value] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  return [decodeURIComponent(name), decodeURIComponent(value)];
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Of `20261124T153000Z`. */
function instantOf(date: string): Date {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  if (!parts) throw accessDenied('A valid x-amz-date is required.');
  const [, y, mo, d, h, mi, s] = parts;
  return new Date(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
}

export function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

export function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
