/** Where whoever signs in or up came from: an address below the studio, or the page of a video. */
export interface CameFrom {
  next?: string;
  /** `vid_…` */
  watch?: string;
}

export function readCameFrom(search: Record<string, unknown>): CameFrom {
  const { next, watch } = search;
  return {
    ...(typeof next === 'string' && next ? { next } : {}),
    ...(typeof watch === 'string' && /^vid_[0-9A-Za-z]{22}$/.test(watch) ? { watch } : {}),
  };
}

/**
 * Where to go on: `site` leaves the studio. An address made up outside leads nowhere else: of a video only its id is
 * taken, and everything else lies below the studio's own base.
 */
export function wayBack({ next, watch }: CameFrom): { site: string } | { studio: string } {
  if (watch) return { site: `/watch/${watch}` };
  return { studio: next?.startsWith('/') ? next : '/' };
}
