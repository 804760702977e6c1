import { messages } from '../messages';
import { createScreens } from './screens';
import { createStartButton } from './start-button';
import { createViewing } from './viewing';

/** Makes a frame play its film: poster and one button first, controls and stream when it is pressed. */
export function mountPlayer(frame: HTMLElement): void {
  const { player: videoId = '', title = '' } = frame.dataset;
  const video = createVideo(frame);
  const button = createStartButton(frame, messages.play(title));
  let controller: HTMLElement | null = null;

  const viewing = createViewing({
    videoId,
    video,
    screens: createScreens(frame),
    loadStream: async () => (await loadParts())[1],
    onTrying: button.busy,
    onDenied: button.idle,
    onPlaying: async (held) => {
      const [{ dressWithControls }] = await loadParts();
      controller ??= dressWithControls(video);
      if (!held) await video.play().catch(() => undefined); // where sound may not start by itself, the controls wait
      button.remove();
      frame.querySelector('.player-poster')?.remove();
      // A new session may begin by itself while the viewer writes a comment.
      if (document.activeElement === document.body) controller.focus({ preventScroll: true });
    },
  });

  video.addEventListener('timeupdate', viewing.moving);
  video.addEventListener('ended', () => void viewing.keep());
  button.onPress(() => {
    video.load(); // within the press: Safari then lets a film with sound start later
    void viewing.start(0);
  });
  // A pointer over the picture often ends in a press: what it needs is fetched meanwhile.
  frame.addEventListener('pointerenter', () => void loadParts().catch(() => undefined), { once: true });
  tellTheSystem(frame);
}

function loadParts() {
  return Promise.all([import('./controls'), import('./stream')]);
}

function createVideo(frame: HTMLElement): HTMLVideoElement {
  const video = document.createElement('video');
  video.playsInline = true;
  video.preload = 'none';
  if (frame.dataset.poster) video.poster = frame.dataset.poster;
  frame.append(video);
  return video;
}

function tellTheSystem({ dataset: { title, poster } }: HTMLElement): void {
  if (!('mediaSession' in navigator)) return;
  navigator.mediaSession.metadata = new MediaMetadata({ title, artwork: poster ? [{ src: poster }] : [] });
}
