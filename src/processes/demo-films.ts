import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface DemoFilm {
  title: string;
  description: string;
  tags: string[];
  file: string;
  /** ffmpeg lavfi graph of the picture. */
  picture: string;
  /** Filters after it. */
  finish: string;
  frameRate: number;
  seconds: number;
  /** Hertz of the chord below the picture. */
  chord: readonly number[];
}

export const demoFilms: readonly DemoFilm[] = [
  {
    title: 'Tide',
    description: 'Three waves meet and never repeat. Drawn one pixel at a time by a formula of sines.',
    tags: ['waves', 'generative'],
    file: 'tide.mp4',
    picture:
      "nullsrc=s=128x72:r=24,format=rgb24,geq=r='60+30*sin(X/17+T)+25*sin(Y/9-T*0.7)':g='70+40*sin(X/23-T*0.6)+28*sin((X+Y)/19+T*0.9)':b='140+50*sin(Y/13+T*0.5)+45*sin((X-Y)/21-T*0.8)'",
    finish: 'scale=1280:720:flags=bicubic',
    frameRate: 24,
    seconds: 20,
    chord: [98, 147, 196],
  },
  {
    title: 'Colony',
    description: "Conway's Game of Life, with the dead left to fade. Every light you see has two or three neighbours.",
    tags: ['life', 'generative'],
    file: 'colony.mp4',
    picture:
      'life=s=320x180:mold=12:r=24:ratio=0.12:seed=7:death_color=0x101830:life_color=0xffb454:mold_color=0x3a1d5c',
    finish: 'scale=1280:720:flags=neighbor',
    frameRate: 24,
    seconds: 16,
    chord: [131, 165, 220],
  },
  {
    title: 'Northern lights',
    description: 'Twenty seconds of green and violet over a dark sky, as they turn above Abisko in January.',
    tags: ['aurora', 'ambient'],
    file: 'northern-lights.mp4',
    picture:
      'gradients=s=320x180:r=30:c0=0x0b1026:c1=0x1fd1a5:c2=0x5b3cc4:c3=0x06121f:n=4:speed=0.02:seed=11:x0=0:y0=0:x1=320:y1=180',
    finish: 'gblur=sigma=3,scale=1280:720:flags=bicubic',
    frameRate: 30,
    seconds: 20,
    chord: [110, 165, 247],
  },
];

/** Draws and encodes one film as H.264 and AAC, a few seconds of work. Returns its path below `folder`. */
export async function makeDemoFilm(film: DemoFilm, folder: string): Promise<string> {
  const path = join(folder, film.file);
  const tones = film.chord.map((hertz, i) => `sine=f=${hertz}:r=48000,volume=${0.25 / (i + 1)}[t${i}]`);
  const mix = `${tones.join(';')};${film.chord.map((_, i) => `[t${i}]`).join('')}amix=inputs=${film.chord.length},tremolo=f=0.3:d=0.6,afade=t=in:d=2`;
  await run('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', film.picture, '-f', 'lavfi', '-i', mix],
    ...['-t', String(film.seconds), '-vf', film.finish, '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '25'],
    ...['-g', String(film.frameRate * 2), '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '128k', '-ac', '2', path],
  ]);
  return path;
}

function run(command: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-2_000);
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}: ${complaint}`)),
    );
  });
}
