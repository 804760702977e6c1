import type { RefusalView } from '../../../modules/playback/contract';
import { messages } from '../messages';
import { createScreens, refusalScreen } from './screens';
import { keepPlayback, type Start, startPlayback } from './session-api';
import { createStartButton } from './start-button';
import type { Stream } from './stream';

type Granted = Extract<Start, { kind: 'allowed' }>;

/** Loading is taken up again this often after it stopped while the session is good. */
const resumes = 5;
const resumeAfterMs = 2_000;

/** Makes a frame play its film: asks for a session, streams it, keeps it, and says why when it cannot. */
export function mountPlayer(frame: HTMLElement): void {
  const videoId = frame.dataset.player ?? '';
  const video = createVideo(frame);
  const screens = createScreens(frame);
  const button = createStartButton(frame, messages.play(frame.dataset.title ?? ''));
  let controller: HTMLElement | null = null;
  let stream: Stream | null = null;
  let session: Granted | null = null;
  let beat = 0;
  let resumed = 0;

  const stop = () => {
    clearInterval(beat);
    stream?.destroy();
    stream = null;
    session = null;
  };

  const start = async (startAt: number) => {
    screens.clear();
    button.busy();
    stop();
    const [answer, parts] = await Promise.all([startPlayback(videoId), loadParts().catch(() => null)]);
    if (answer.kind !== 'allowed') return cannot(answer, startAt);
    if (!parts) return cannot({ kind: navigator.onLine ? 'busy' : 'offline' }, startAt);
    const { dressWithControls, openStream } = parts;
    session = answer;
    stream = openStream({ video, manifestUrl: answer.manifestUrl, startAt, onStopped: () => void stopped() });
    if (!stream) return screens.show(messages.unsupported);
    controller ??= dressWithControls(video);
    beat = window.setInterval(() => void keep(), answer.heartbeatSeconds * 1000);
    await video.play().catch(() => undefined); // where sound may not start by itself, the controls wait
    button.remove();
    frame.querySelector('.player-poster')?.remove();
    controller.focus({ preventScroll: true });
  };

  const again = (startAt: number) => ({ label: messages.tryAgain, take: () => void start(startAt) });

  const cannot = (answer: Exclude<Start, Granted>, startAt: number) => {
    stop();
    button.idle();
    if (answer.kind === 'refused') return refused(answer.refusals);
    if (answer.kind === 'gone') return screens.show(messages.gone);
    if (answer.kind === 'offline') addEventListener('online', () => void start(startAt), { once: true });
    screens.show({ ...(answer.kind === 'offline' ? messages.offline : messages.busy), action: again(startAt) });
  };

  const refused = (refusals: readonly RefusalView[]) => {
    const startAt = video.currentTime;
    stop();
    screens.show(refusalScreen(refusals, () => void start(startAt)));
  };

  const keep = async (): Promise<'kept' | 'over'> => {
    if (!session) return 'over';
    const answer = await keepPlayback(session.manifestUrl);
    if (answer.kind === 'refused') refused(answer.refusals);
    else if (answer.kind === 'gone') await start(video.currentTime);
    else return 'kept';
    return 'over';
  };

  const stopped = async () => {
    if ((await keep()) === 'over') return;
    if (!navigator.onLine) return cannot({ kind: 'offline' }, video.currentTime);
    resumed += 1;
    if (resumed <= resumes) return void setTimeout(() => stream?.resume(), resumeAfterMs);
    const startAt = video.currentTime;
    stop();
    screens.show({ ...messages.broken, action: again(startAt) });
  };

  video.addEventListener('timeupdate', () => {
    resumed = 0;
  });
  video.addEventListener('ended', () => void keep());
  button.onPress(() => {
    video.load(); // within the press: Safari then lets a film with sound start later
    void start(0);
  });
  frame.addEventListener('pointerenter', () => void loadParts().catch(() => undefined), { once: true });
  tellTheSystem(frame);
}

async function loadParts() {
  const [controls, stream] = await Promise.all([import('./controls'), import('./stream')]);
  return { ...controls, ...stream };
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
