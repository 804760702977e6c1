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
  readonly #hls: Hls;
  #renditions: Rendition[] = [];
  [index: number]: Rendition;

  constructor(hls: Hls) {
    super();
    this.#hls = hls;
  }

  /** Call when the levels are known or have changed. */
  refresh(): void {
    this.#renditions.forEach((_, index) => {
      delete this[index];
    });
    this.#renditions = this.#hls.levels.map(({ width, height, bitrate }, index) => ({
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
    return this.#hls.autoLevelEnabled ? -1 : this.#hls.nextLevel;
  }

  set selectedIndex(index: number) {
    this.#hls.nextLevel = index;
    this.dispatchEvent(new Event('change'));
  }

  [Symbol.iterator](): Iterator<Rendition> {
    return this.#renditions[Symbol.iterator]();
  }
}
