import type { Page } from 'playwright-core';
import type { Visitor } from './visitor';

/** Rewrites one segment of the picture on its way to the page, so that it plays `ticks` later than it should. */
export async function delayPictureSegment(page: Page, number: number, ticks: bigint): Promise<void> {
  await page.route(segments('source', number), async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: delayed(await response.body(), ticks) });
  });
}

/** Gives the page the sound of another film in place of its own; both must be cut alike. */
export async function swapSound(page: Page, visitor: Visitor, otherVideoId: string): Promise<void> {
  const { body } = await visitor.post<{ manifestUrl: string }>(`/videos/${otherVideoId}/playback`);
  const master = await (await visitor.fetch(body.manifestUrl)).text();
  const [, list = ''] = /TYPE=AUDIO[^\n]*URI="([^"]+)"/.exec(master) ?? [];
  const base = new URL(list, new URL(body.manifestUrl, visitor.origin));
  const others = (await (await visitor.fetch(base.href)).text()).split('\n').filter((line) => line.endsWith('.m4s'));
  await page.route(segments('audio'), async (route) => {
    const [, number = ''] = /\/(\d+)\.m4s/.exec(route.request().url()) ?? [];
    const other = await visitor.fetch(new URL(others[Number(number)] ?? '', base).href);
    await route.fulfill({ contentType: 'video/mp4', body: Buffer.from(await other.arrayBuffer()) });
  });
}

/** Addresses end in `{rendition}/{fence}/{number}.m4s`. */
function segments(rendition: 'source' | 'audio', number?: number): RegExp {
  const name = number === undefined ? '\\d+' : String(number).padStart(5, '0');
  return new RegExp(`/p/.*/${rendition}/[^/]+/${name}\\.m4s`);
}

/** Adds to every decode time of a segment; ours are written with 64 bits. */
function delayed(segment: Buffer, ticks: bigint): Buffer {
  const changed = Buffer.from(segment);
  for (let at = changed.indexOf('tfdt'); at >= 0; at = changed.indexOf('tfdt', at + 4)) {
    changed.writeBigUInt64BE(changed.readBigUInt64BE(at + 8) + ticks, at + 8);
  }
  return changed;
}
