import type { Storyboard } from '../../media';
import { lines } from './lines';

/** Where the pictures for winding are listed, relative to `/p/{token}/`. */
export function storyboardPath({ path }: Pick<Storyboard, 'path'>): string {
  return `${path}.vtt`;
}

/** WebVTT with one cue a picture, its place in the sheet as `#xywh`; addresses relative to `storyboardPath`. */
export function renderStoryboard(storyboard: Storyboard, durationMs: number | null): string {
  const { path, files, columns, rows, count } = storyboard;
  const folder = path.split('/').at(-1);
  const cues = Array.from({ length: count }, (_, number) => {
    const file = files[Math.floor(number / (columns * rows))];
    return file ? [timesOf(number, storyboard, durationMs), `${folder}/${file}${placeOf(number, storyboard)}`, ''] : [];
  });
  return lines(['WEBVTT', '', ...cues.flat()]);
}

function placeOf(number: number, { columns, rows, tileWidth, tileHeight }: Storyboard): string {
  const within = number % (columns * rows);
  const [x, y] = [(within % columns) * tileWidth, Math.floor(within / columns) * tileHeight];
  return `#xywh=${x},${y},${tileWidth},${tileHeight}`;
}

/** The last picture stands until the film's end. */
function timesOf(number: number, { intervalSeconds, count }: Storyboard, durationMs: number | null): string {
  const [startMs, endMs] = [number * intervalSeconds * 1000, (number + 1) * intervalSeconds * 1000];
  const isLast = number === count - 1;
  return `${clockTime(startMs)} --> ${clockTime(isLast && durationMs && durationMs > startMs ? durationMs : endMs)}`;
}

function clockTime(ms: number): string {
  const whole = Math.round(ms);
  const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');
  const [hours, minutes, seconds] = [whole / 3_600_000, (whole / 60_000) % 60, (whole / 1000) % 60].map(Math.floor);
  return `${pad(hours ?? 0)}:${pad(minutes ?? 0)}:${pad(seconds ?? 0)}.${pad(whole % 1000, 3)}`;
}
