import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from '../tools/run';

/** A film that nobody can package as it is, having one key frame: 1080p, 30 pictures a second, longer than two chunks. */
export async function makeFilm(folder: string): Promise<Buffer> {
  const path = join(folder, 'film.mp4');
  const picture = 'testsrc2=s=1920x1080:r=30,noise=alls=8:allf=t';
  await mustRun({
    name: 'ffmpeg',
    command: 'ffmpeg',
    args: [
      ...['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', 'sine=f=220:r=48000'],
      ...[
        '-t',
        '54',
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
        '-b:v',
        '6M',
        '-g',
        '1800',
        '-sc_threshold',
        '0',
        '-pix_fmt',
        'yuv420p',
      ],
      ...['-c:a', 'aac', '-b:a', '128k', '-ac', '2', path],
    ],
  });
  return readFileSync(path);
}
