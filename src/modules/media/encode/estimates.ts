import { rateOf } from '../probe/frame-rate';
import type { PictureFacts, SourceFacts } from '../probe/source-facts';
import type { Rung } from './rung';

const million = 1_000_000;

// Processor seconds for a second of film at 30 frames a second, fitted to ffmpeg 5.1 with x264 `veryfast` on one core
// of 2026 (see bench/ladder.ts): so much a decoded, and so much an encoded megapixel.
const decodeCost = { fixed: 0.02, aMegapixel: 0.19 };
const encodeCost = { fixed: 0.03, aMegapixel: 0.45 };
const soundCost = 0.03;
const copyCost = 0.01;

/** Processor seconds that one rendition is thought to take, its share of decoding included. */
export function rungCost(source: SourceFacts, rung: Rung, sharing: number): number {
  const seconds = source.durationSeconds ?? 60;
  const speed = rateOf(rung.frameRate) / 30;
  const decoded = source.picture ? megapixels(source.picture) : 0;
  const decoding = (decodeCost.fixed + decodeCost.aMegapixel * decoded) / Math.max(1, sharing);
  return seconds * speed * (decoding + encodeCost.fixed + encodeCost.aMegapixel * megapixels(rung));
}

export function soundEncodingCost(source: SourceFacts): number {
  return (source.durationSeconds ?? 60) * soundCost;
}

export function copyingCost(source: SourceFacts): number {
  return (source.durationSeconds ?? 60) * copyCost;
}

// Megabytes, measured as the resident set of ffmpeg 5.1: program and decoder, then each encoder with its lookahead.
const program = 50;
const decodedPictures = 10;
const encoderFixed = 8;
const encoderAMegapixel = 52;

export function decoderMemoryMb(picture: PictureFacts): number {
  const bytesAPixel = /1[02]|16/.test(picture.pixelFormat) ? 3 : 1.5;
  const sampling = picture.pixelFormat.includes('444') ? 2 : picture.pixelFormat.includes('422') ? 1.34 : 1;
  return Math.ceil(program + decodedPictures * megapixels(picture) * bytesAPixel * sampling);
}

export function encoderMemoryMb(rung: Rung): number {
  return Math.ceil(encoderFixed + encoderAMegapixel * megapixels(rung));
}

function megapixels({ width, height }: { width: number; height: number }): number {
  return (width * height) / million;
}
