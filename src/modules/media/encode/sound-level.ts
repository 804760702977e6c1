import type { SourceFacts } from '../probe/source-facts';
import { guardedInput, type InputLimits } from '../tools/input-guards';

/** What EBU R 128 says of a film's sound; null where there is nothing to hear. */
export interface SoundLevel {
  /** LUFS over the whole film, gated. */
  integrated: number;
  /** dBTP. */
  truePeak: number;
}

/** Between the -14 LUFS of the web and the -16 of Apple's podcasts. */
const targetLufs = -15;
const highestPeak = -1;
/** A quiet recording is raised, but not its noise to the ceiling. */
const mostGain = 12;
const silence = -69;

export function measuringArguments(path: string, source: SourceFacts, limits: InputLimits): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-v', 'info', '-nostats', '-vn', '-sn', '-dn'],
    ...guardedInput(path, limits),
    ...['-map', `0:${source.sound?.index ?? 'a:0'}`],
    ...['-af', 'aformat=channel_layouts=stereo,ebur128=peak=true:framelog=verbose', '-f', 'null', '-'],
  ];
}

/** Reads the summary that the meter ends with; null for silence. */
export function readSoundLevel(said: string): SoundLevel | null {
  const summary = said.slice(said.lastIndexOf('Summary:'));
  const integrated = Number(/I:\s+(-?[\d.]+) LUFS/.exec(summary)?.[1]);
  const truePeak = Number(/Peak:\s+(-?[\d.]+|-?inf) dBFS/.exec(summary)?.[1]);
  if (!Number.isFinite(integrated) || !Number.isFinite(truePeak) || integrated <= silence) return null;
  return { integrated, truePeak };
}

/** One linear gain for the whole film: to the target, but no peak above -1 dBTP. */
export function gainFor(level: SoundLevel | null): number {
  if (!level) return 0;
  const wanted = targetLufs - level.integrated;
  return wanted <= 0 ? wanted : Math.min(wanted, mostGain, Math.max(0, highestPeak - level.truePeak));
}
