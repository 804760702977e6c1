import { rateOf } from './frame-rate';
import type { PictureFacts, SoundFacts, SourceFacts } from './source-facts';

/** How each track of a source becomes playable. */
export interface PackagingPlan {
  picture: 'copy' | 'encode' | null;
  sound: 'copy' | 'encode' | null;
  /** Why the picture is not simply copied; for logs. */
  because: string | null;
}

/** A segment of a copied film is as long as its groups of pictures; this rounds down to the promised 10. */
export const longestCopiedGroupSeconds = 10.4;
const maxCopiedBitsPerSecond = 25_000_000;
const maxCopiedFps = 60.5;
const copiedContainers = ['mov', 'matroska', 'mpegts', 'flv'];
const copiedProfiles = ['Constrained Baseline', 'Baseline', 'Main', 'High'];
const copiedPixels = ['yuv420p', 'yuvj420p'];
/** Sound may begin this much before the picture (what is earlier falls away) or after it. */
const soundMayLeadSeconds = 0.25;
const soundMayLagSeconds = 0.05;

/** Copies what every player can play; encodes the rest. */
export function planPackaging(source: SourceFacts): PackagingPlan {
  const { picture, sound } = source;
  const because = picture ? whyNotCopied(picture, source) : null;
  const copiesPicture = picture !== null && because === null;
  const soundFits = sound !== null && playsAsItIs(sound) && startsTogether(source);
  const soundFollowsCopy = copiesPicture || picture === null;
  return {
    picture: picture && (copiesPicture ? 'copy' : 'encode'),
    sound: sound && (soundFits && soundFollowsCopy ? 'copy' : 'encode'),
    because,
  };
}

/** What remains to be tried after a copy turned out to be uncuttable; null when nothing does. */
export function fallBack(plan: PackagingPlan, because: string): PackagingPlan | null {
  if (plan.picture !== 'copy' && plan.sound !== 'copy') return null;
  return { picture: plan.picture && 'encode', sound: plan.sound && 'encode', because };
}

function whyNotCopied(picture: PictureFacts, source: SourceFacts): string | null {
  const { opening } = source;
  const long = Math.max(picture.width, picture.height);
  const short = Math.min(picture.width, picture.height);
  const lead = (opening.pictureStartSeconds ?? 0) - (opening.soundStartSeconds ?? opening.pictureStartSeconds ?? 0);
  const rules: [boolean, string][] = [
    [picture.codec !== 'h264', 'codec'],
    [!copiedContainers.some((name) => source.container.split(',').includes(name)), 'container'],
    [!copiedProfiles.includes(picture.profile) || !copiedPixels.includes(picture.pixelFormat), 'profile'],
    [long > 1920 || short > 1088, 'size'],
    [picture.rotation !== 0, 'rotation'],
    [picture.interlaced, 'interlaced'],
    [picture.averageRate !== null && rateOf(picture.averageRate) > maxCopiedFps, 'frame_rate'],
    [(source.bitsPerSecond ?? 0) > maxCopiedBitsPerSecond, 'bitrate'],
    [opening.hidesPictures, 'edit_list'],
    [!opening.timed, 'times'],
    [opening.longestGroupSeconds > longestCopiedGroupSeconds, 'key_frames'],
    [lead > soundMayLeadSeconds, 'sound_leads'],
  ];
  return rules.find(([applies]) => applies)?.[1] ?? null;
}

function playsAsItIs(sound: SoundFacts): boolean {
  return sound.codec === 'aac' && sound.profile === 'LC' && sound.channels <= 2 && sound.sampleRate >= 22_050;
}

function startsTogether({ opening, picture }: SourceFacts): boolean {
  if (!picture) return true;
  const late = (opening.soundStartSeconds ?? 0) - (opening.pictureStartSeconds ?? 0);
  return late <= soundMayLagSeconds && late >= -soundMayLeadSeconds;
}
