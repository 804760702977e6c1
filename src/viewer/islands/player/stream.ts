import Hls, { type ErrorData } from 'hls.js';
import { isMissing } from './missing-file';
import { RenditionList } from './rendition-list';

export interface Stream {
  /** Goes on loading after the network came back. */
  resume(): void;
  destroy(): void;
}

export interface StreamOptions {
  video: HTMLVideoElement;
  manifestUrl: string;
  /** Seconds. */
  startAt: number;
  /**
   * Loading stopped for good; the session may be over, the network gone, or the film broken. `missing`: what this
   * session plays is not there any more, while the film itself may well be.
   */
  onStopped(why: 'missing' | 'trouble'): void;
}

const mediaRecoveries = 2;

/** Null where neither Media Source Extensions nor HLS itself is at hand. */
export function openStream(options: StreamOptions): Stream | null {
  // Asked first: some browsers claim to play HLS and do not.
  if (Hls.isSupported()) return openWithHls(options);
  return options.video.canPlayType('application/vnd.apple.mpegurl') ? openNatively(options) : null;
}

function openWithHls({ video, manifestUrl, startAt, onStopped }: StreamOptions): Stream {
  const hls = new Hls({
    // A list that still grows is no live show: it is watched from where the viewer is.
    startPosition: startAt,
    liveDurationInfinity: false,
    capLevelToPlayerSize: true,
    backBufferLength: 60,
  });
  const renditions = RenditionList.of(video);
  let recoveries = 0;
  hls.on(Hls.Events.MANIFEST_PARSED, () => renditions.follow(hls));
  hls.on(Hls.Events.ERROR, (_event, error: ErrorData) => {
    if (isMissing(error, location.origin)) return onStopped('missing');
    if (!error.fatal) return;
    if (error.type === Hls.ErrorTypes.MEDIA_ERROR && recoveries < mediaRecoveries) {
      recoveries += 1;
      hls.recoverMediaError();
    } else {
      onStopped('trouble');
    }
  });
  hls.attachMedia(video);
  hls.loadSource(manifestUrl);
  return { resume: () => hls.startLoad(), destroy: () => hls.destroy() };
}

function openNatively({ video, manifestUrl, startAt, onStopped }: StreamOptions): Stream {
  const seek = () => {
    video.currentTime = startAt;
  };
  const failed = () => onStopped('missing'); // it never says why; a new session is right in every case
  video.addEventListener('loadedmetadata', seek, { once: true });
  video.addEventListener('error', failed);
  video.src = manifestUrl;
  return {
    resume: () => video.load(),
    destroy: () => {
      video.removeEventListener('loadedmetadata', seek);
      video.removeEventListener('error', failed);
      video.removeAttribute('src');
      video.load();
    },
  };
}
