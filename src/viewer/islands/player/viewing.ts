import { messages } from '../messages';
import { screenFor } from './denied-screen';
import type { Screens } from './screens';
import { keepPlayback, type Start, startPlayback } from './session-api';
import { showStoryboard } from './storyboard';
import type { Stream } from './stream';

type Granted = Extract<Start, { kind: 'allowed' }>;
type Denied = Exclude<Start, Granted>;
type Parts = typeof import('./stream');

/** Loading is taken up again this often, and this much later each time, while the session is good. */
const resumes = 5;
/** So often in so long a film that went missing is looked for again by itself. */
const restarts = 3;
const restartsWithinMs = 600_000;
const resumeAfterMs = 2_000;
/** `HTMLMediaElement.HAVE_CURRENT_DATA`: there is a picture at the place where the video says it is. */
const hasPicture = 2;

export interface Viewing {
  /** Asks for a session and streams from `startAt` (seconds). */
  start(startAt: number): Promise<void>;
  /** Asks whether the viewer may go on; shows why when not. */
  keep(): Promise<'kept' | 'over'>;
  /** The film moves: earlier trouble is over. */
  moving(): void;
}

export interface ViewingOptions {
  videoId: string;
  video: HTMLVideoElement;
  screens: Screens;
  loadStream(): Promise<Parts>;
  /** A try begins. */
  onTrying(): void;
  /** The stream is open. `held`: the viewer had paused before, and a new session took the place of the old. */
  onPlaying(held: boolean): Promise<void>;
  onDenied(): void;
}

/** One viewer watching one film: the session, its stream, and what happens when either ends. */
export function createViewing(options: ViewingOptions): Viewing {
  const { video, videoId, screens } = options;
  let stream: Stream | null = null;
  let session: Granted | null = null;
  let beat = 0;
  let resumed = 0;
  const mayRestart = limitOf(restarts, restartsWithinMs);
  let waiting = new AbortController();
  let wanted = 0;
  let arrived = false;

  // A video that has just been given its stream says 0 until it is where it should begin.
  const place = () => (arrived ? video.currentTime : wanted);

  const stop = () => {
    clearInterval(beat);
    stream?.destroy();
    stream = null;
    session = null;
  };
  const denied = (answer: Denied, startAt: number) => {
    stop();
    options.onDenied();
    const again = () => void start(startAt);
    if (answer.kind === 'offline') addEventListener('online', again, { once: true, signal: waiting.signal });
    screens.show(screenFor(answer, { videoId, again, takeOver: () => void start(startAt, { takeOver: true }) }));
  };
  const start = async (startAt: number, said: { takeOver?: boolean } = {}) => {
    waiting.abort();
    const own = new AbortController();
    waiting = own;
    screens.clear();
    options.onTrying();
    const held = stream !== null && video.paused; // read now: a video without its stream is always paused
    stop();
    [wanted, arrived] = [startAt, false];
    const answer = await askToPlay(options, said);
    if (own.signal.aborted) return; // somebody was quicker
    if (answer.kind !== 'allowed') return denied(answer, startAt);
    session = answer;
    showStoryboard(video, answer.storyboardUrl);
    const onStopped = (why: 'missing' | 'trouble') => {
      if (session === answer) void (why === 'missing' ? missing() : stopped());
    };
    stream = answer.parts.openStream({ video, manifestUrl: answer.manifestUrl, startAt, onStopped });
    if (!stream) return screens.show(messages.unsupported);
    beat = window.setInterval(() => void keep(), answer.heartbeatSeconds * 1000);
    await options.onPlaying(held);
  };
  const keep = async (): Promise<'kept' | 'over'> => {
    const asked = session;
    if (!asked) return 'over';
    const answer = await keepPlayback(asked.manifestUrl);
    if (session !== asked) return 'over';
    if (answer.kind === 'refused') denied(answer, unlessOver(video, place()));
    else if (answer.kind === 'gone') await start(place());
    else return 'kept';
    return 'over';
  };
  /** What this session plays was cleared away, as when the film was replaced long ago: the new one goes on from here. */
  const missing = async () => {
    if (!mayRestart()) return stopped();
    await start(place());
  };
  const stopped = async () => {
    if ((await keep()) === 'over') return;
    const startAt = place();
    if (!navigator.onLine) return denied({ kind: 'offline' }, startAt);
    resumed += 1;
    if (resumed <= resumes) return void setTimeout(() => stream?.resume(), resumed * resumeAfterMs);
    stop();
    screens.show({ ...messages.broken, actions: [{ label: messages.tryAgain, take: () => void start(startAt) }] });
  };
  const moving = () => {
    if (video.readyState < hasPicture) return; // taking its stream away moves it to 0
    arrived = true;
    resumed = 0;
  };
  return { start, keep, moving };
}

/** The session together with what plays it. */
async function askToPlay(
  { videoId, loadStream }: ViewingOptions,
  said: { takeOver?: boolean },
): Promise<Denied | (Granted & { parts: Parts })> {
  const [answer, parts] = await Promise.all([startPlayback(videoId, said), loadStream().catch(() => null)]);
  if (answer.kind !== 'allowed') return answer;
  return parts ? { ...answer, parts } : { kind: navigator.onLine ? 'busy' : 'offline' };
}

/** Whoever asks again for a film that was over sees it from the start. */
function unlessOver({ duration }: HTMLVideoElement, place: number): number {
  return duration - place < 1 ? 0 : place;
}

/** Says yes at most `times` within `periodMs`. */
function limitOf(times: number, periodMs: number): () => boolean {
  let granted: number[] = [];
  return () => {
    const now = Date.now();
    granted = granted.filter((at) => now - at < periodMs);
    if (granted.length >= times) return false;
    granted.push(now);
    return true;
  };
}
