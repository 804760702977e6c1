import { createHash } from 'node:crypto';
import * as zlib from 'node:zlib';
import { badDigest, invalidRequest } from './errors';

interface Sum {
  update(bytes: Buffer): void;
  digest(): string;
}

const sums: Record<string, () => Sum> = {
  'content-md5': () => hashed('md5'),
  'x-amz-checksum-sha1': () => hashed('sha1'),
  'x-amz-checksum-sha256': () => hashed('sha256'),
  'x-amz-checksum-crc32': () => {
    let value = 0;
    return {
      update: (bytes) => {
        value = zlib.crc32(bytes, value);
      },
      digest: () => base64Of(value),
    };
  },
  'x-amz-checksum-crc32c': () => {
    let value = 0;
    return {
      update: (bytes) => {
        value = crc32c(bytes, value);
      },
      digest: () => base64Of(value),
    };
  },
};

/** Checks a body against sums that are known before it comes, or after it, as trailers. */
export interface BodyChecks {
  update(bytes: Buffer): void;
  /** Gives back what held, to be kept with the object. @throws S3Error `BadDigest` */
  verify(trailers: ReadonlyMap<string, string>): Record<string, string>;
}

export function bodyChecks(headers: Record<string, unknown>, trailerNames: readonly string[]): BodyChecks {
  const announced = Object.keys(headers).filter((name) => name === 'content-md5' || isChecksum(name));
  const running = [...announced, ...trailerNames].map((name) => {
    const make = sums[name];
    if (!make) throw invalidRequest(`${name} is not supported here.`);
    return { name, sum: make() };
  });
  return {
    update: (bytes) => {
      for (const { sum } of running) sum.update(bytes);
    },
    verify: (trailers) => {
      const kept: Record<string, string> = {};
      for (const { name, sum } of running) {
        const digest = sum.digest();
        if ((headers[name] ?? trailers.get(name)) !== digest) throw badDigest(name);
        if (name !== 'content-md5') kept[name] = digest;
      }
      return kept;
    },
  };
}

function isChecksum(name: string): boolean {
  return name.startsWith('x-amz-checksum-') && !['mode', 'algorithm', 'type'].includes(name.slice(15));
}

function hashed(algorithm: string): Sum {
  const hash = createHash(algorithm);
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('base64') };
}

function base64Of(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes.toString('base64');
}

// Castagnoli's polynomial, reflected.
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

function crc32c(bytes: Buffer, before: number): number {
  let value = ~before >>> 0;
  for (const byte of bytes) value = ((table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8)) >>> 0;
  return ~value >>> 0;
}
