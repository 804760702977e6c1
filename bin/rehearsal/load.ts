import { setTimeout as pause } from 'node:timers/promises';
import { beginFilm, type Creator, sendFilm } from './creator';
import { playEverything } from './player';
import { Visitor, type VisitorOptions } from './visitor';

export interface Load {
  /** Lets everybody finish what they do. */
  end(): Promise<{ visits: number; uploads: number; failures: string[] }>;
}

const viewers = 4;

/** Viewers who look and play, and a creator who uploads, all at once and without a pause worth the name. */
export function startLoad(options: VisitorOptions, creator: Creator, videoId: string, film: Buffer): Load {
  let going = true;
  let visits = 0;
  let uploads = 0;
  const failures: string[] = [];
  const attempt = async (what: string, work: () => Promise<unknown>) => {
    visits++;
    await work().catch((error: Error) => failures.push(`${what}: ${error.message}`));
  };
  const view = async (place: number) => {
    const visitor = new Visitor({ ...options, place });
    while (going) {
      for (const path of ['/', `/watch/${videoId}`, `/@${creator.handle}`]) {
        await attempt(path, async () => {
          const { status } = await visitor.ask('GET', path);
          if (status !== 200) throw new Error(String(status));
        });
      }
      await attempt('playing', async () => {
        const { wrong } = await playEverything(visitor, videoId);
        if (wrong.length > 0) throw new Error(wrong.slice(0, 3).join(', '));
      });
      await pause(200);
    }
    visitor.leave();
  };
  const upload = async () => {
    while (going) {
      await attempt('uploading', async () => {
        const { upload: address } = await beginFilm(creator, 'Sent in a deploy', film.length);
        await sendFilm(creator.visitor, address, film, 6);
        uploads++;
      });
      await pause(1_000);
    }
  };
  const all = [...Array.from({ length: viewers }, (_, i) => view(20 + i)), upload()];
  return {
    end: async () => {
      going = false;
      await Promise.all(all);
      return { visits, uploads, failures };
    },
  };
}
