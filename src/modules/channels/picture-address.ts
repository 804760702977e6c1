import { avatarWidths, bannerWidths } from './contract';

const widest = { avatar: Math.max(...avatarWidths), banner: Math.max(...bannerWidths) };

/** Where a browser finds the widest file of a folder such as `chn_…/avatar-…`. */
export function pictureUrl(kind: 'avatar' | 'banner', folder: string): string {
  return `/images/${folder}/${widest[kind]}.webp`;
}

export function fileNameOf(width: number): string {
  return `${width}.webp`;
}

export function storageFolder(folder: string): string {
  return `channels/${folder}/`;
}

/** The storage key behind `/images/:channel/:picture/:file`; null for an address we never gave out. */
export function storageKeyOf(channel: string, picture: string, file: string): string | null {
  const known =
    /^chn_[0-9A-Za-z]{22}$/.test(channel) &&
    /^(avatar|banner)-[0-9A-Za-z]{22}$/.test(picture) &&
    /^\d{2,4}\.webp$/.test(file);
  return known ? `${storageFolder(`${channel}/${picture}`)}${file}` : null;
}
