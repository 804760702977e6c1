import sharp from 'sharp';
import { createLimit } from '../../platform/resilience';
import { avatarWidths, bannerWidths } from './contract';
import { pictureTooManyPixels, pictureTypeUnsupported, pictureUnreadable } from './errors';
import type { PictureKind } from './store';

export interface EncodedPicture {
  width: number;
  bytes: Buffer;
}

const maxPixels = 36_000_000;
const maxSide = 16_000;
const shapes = {
  avatar: { widths: avatarWidths, heightPerWidth: 1 },
  banner: { widths: bannerWidths, heightPerWidth: 1 / 4 },
} as const;

/** Of the files that every picture of a kind has. */
export const pictureWidths: Record<PictureKind, readonly number[]> = { avatar: avatarWidths, banner: bannerWidths };

/** Makes the WebP files of a picture somebody sent. One at a time: a web process has little memory. */
export function createReEncoder(): (bytes: Buffer, kind: PictureKind) => Promise<EncodedPicture[]> {
  // The first bytes already decide; this keeps every other decoder of libvips out of reach all the same.
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadNsgif'],
  });
  sharp.cache(false);
  sharp.concurrency(1);
  const inTurn = createLimit(1);
  return (bytes, kind) => inTurn(() => reEncode(bytes, kind));
}

/** @throws AppError `picture_type_unsupported`, `picture_dimensions` or `picture_unreadable`. */
async function reEncode(bytes: Buffer, kind: PictureKind): Promise<EncodedPicture[]> {
  if (!looksLikePicture(bytes)) throw pictureTypeUnsupported();
  const { widths, heightPerWidth } = shapes[kind];
  await checkDimensions(bytes);
  const made: EncodedPicture[] = [];
  try {
    const upright = open(bytes).autoOrient();
    for (const width of widths) {
      const size = { width, height: Math.round(width * heightPerWidth), fit: 'cover' } as const;
      // Metadata is dropped unless asked for; colours are brought to sRGB.
      made.push({ width, bytes: await upright.clone().resize(size).webp({ quality: 82 }).toBuffer() });
    }
  } catch (error) {
    throw pictureUnreadable(error);
  }
  return made;
}

// From the header alone, before anything is decoded.
async function checkDimensions(bytes: Buffer): Promise<void> {
  const told = await open(bytes)
    .metadata()
    .catch((error: unknown) => Promise.reject(dimensionsOrDamage(error)));
  const { width, height } = isGif(bytes) ? gifScreen(bytes) : told;
  if (width > maxSide || height > maxSide || width * height > maxPixels) throw pictureTooManyPixels();
}

function dimensionsOrDamage(error: unknown): Error {
  return error instanceof Error && /pixel limit|too large|dimension/i.test(error.message)
    ? pictureTooManyPixels()
    : pictureUnreadable(error);
}

function open(bytes: Buffer): sharp.Sharp {
  return sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error', pages: 1, sequentialRead: true });
}

const signatures: readonly ((bytes: Buffer) => boolean)[] = [
  (bytes) => startsWith(bytes, [0xff, 0xd8, 0xff]),
  (bytes) => startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  isGif,
  (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
];

function looksLikePicture(bytes: Buffer): boolean {
  return signatures.some((matches) => matches(bytes));
}

function isGif(bytes: Buffer): boolean {
  return bytes.length >= 13 && ['GIF87a', 'GIF89a'].includes(bytes.toString('latin1', 0, 6));
}

// The decoder quietly shrinks an unlikely screen to its first frame; what a file claims is what counts here.
function gifScreen(bytes: Buffer): { width: number; height: number } {
  return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
}

function startsWith(bytes: Buffer, signature: readonly number[]): boolean {
  return signature.every((byte, at) => bytes[at] === byte);
}
