import type Hls from 'hls.js';

interface Rendition {
  id: string;
  width: number;
  height: number;
  bitrate: number;
}

/**
 * The qualities of a film in the shape that media-chrome's menu reads from a media element
 * (`videoRenditions`): iterable and indexed, with `selectedIndex` −1 for automatic.
 */
export class RenditionList extends EventTarget {
  #hls: Hls | null = null;
  #renditions: Rendition[] = [];
  [index: number]: Rendition;

  /** The list of this element: one for its life, because the menu listens to it. */
  static of(video: HTMLVideoElement & { videoRenditions?: RenditionList }): RenditionList {
    video.videoRenditions ??= new RenditionList();
    return video.videoRenditions;
  }

  /** Shows the qualities of this stream; call when its levels are known. */
  follow(hls: Hls): void {
    this.#hls = hls;
    this.#renditions.forEach((_, index) => {
      delete this[index];
    });
    this.#renditions = hls.levels.map(({ width, height, bitrate }, index) => ({
      id: String(index),
      width,
      height,
      bitrate,
    }));
    Object.assign(this, this.#renditions);
    this.dispatchEvent(new Event('addrendition'));
    this.dispatchEvent(new Event('change'));
  }

  get length(): number {
    return this.#renditions.length;
  }

  get selectedIndex(): number {
    return !this.#hls || this.#hls.autoLevelEnabled ? -1 : this.#hls.nextLevel;
  }

  set selectedIndex(index: number) {
    if (this.#hls) this.#hls.nextLevel = index;
    this.dispatchEvent(new Event('change'));
  }

  [Symbol.iterator](): Iterator<Rendition> {
    return this.#renditions[Symbol.iterator]();
  }
}
