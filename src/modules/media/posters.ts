import { randomToken } from '../../platform/ids';

export const posterPattern = /^[0-9A-Za-z]{22}\.jpg$/;

/** Unguessable: who may see the video is told the name, nobody else finds it. */
export function newPosterName(): string {
  return `${randomToken()}.jpg`;
}

export function posterKey(name: string): string {
  return `posters/${name}`;
}

export function posterUrl(name: string): string {
  return `/posters/${name}`;
}

/** A picture of a film that lies in storage. */
export interface Still {
  name: string;
  atSeconds: number;
}
