import type {
  ClockPair,
  FilmObservation,
  FilmWatcher,
  FrameSeen,
  Points,
  SeekSeen,
  SoundHeard,
} from '../film-observation';

const width = 320;
const height = 192;
const clockEveryMs = 20;
/** A third of a second: so long may the page be busy without losing sound. */
const earSamples = 16_384;
const longestSeconds = 600;
const loud = 0.1;
const soundEndsAfterSeconds = 0.01;

/** Reads the pictures and hears the sound of the page's film, from inside the page. */
function createFilmWatcher(): FilmWatcher {
  const canvas = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  const frames: FrameSeen[] = [];
  const sounds: SoundHeard[] = [];
  const clocks: ClockPair[] = [];
  let points: Points = [];
  let ended = false;

  const video = () => {
    const found = document.querySelector('video');
    if (!found) throw new Error('There is no video in this page');
    return found;
  };

  // A VideoFrame holds a picture and its own time; drawn from the element, a slow page would pair it with the last one's.
  const frame = (): FrameSeen => {
    const shown = new VideoFrame(video());
    canvas?.drawImage(shown, 0, 0, width, height);
    const at = shown.timestamp / 1_000_000;
    shown.close();
    return { at, lumas: points.map(([x, y]) => lumaAt(Math.floor(x * width), Math.floor(y * height))) };
  };

  const lumaAt = (x: number, y: number): number => {
    const [red = 0, green = 0, blue = 0] = canvas?.getImageData(x, y, 1, 1).data ?? [];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };

  const eachFrame = () => {
    frames.push(frame());
    video().requestVideoFrameCallback(eachFrame);
  };

  const listen = () => {
    const context = new AudioContext({ sampleRate: 48_000 });
    const film = context.createMediaElementSource(video());
    hear(context, film, (sound) => sounds.push(sound));
    film.connect(context.destination);
    setInterval(() => {
      if (!video().paused) clocks.push({ sound: context.currentTime, film: video().currentTime });
    }, clockEveryMs);
    return context.resume();
  };

  return {
    watch: async (asked) => {
      points = asked;
      video().addEventListener('ended', () => {
        ended = true;
      });
      video().requestVideoFrameCallback(eachFrame);
      await listen();
    },
    isOver: () => ended || video().error !== null,
    observation: (): FilmObservation => ({
      // The last picture stays: it is read once more, should the page have been too busy when it came.
      ...{ frames: ended ? [...frames, frame()] : frames },
      ...{ sounds, clocks, ended, error: video().error?.message ?? null },
      decodedSoundBytes:
        (video() as HTMLVideoElement & { webkitAudioDecodedByteCount?: number }).webkitAudioDecodedByteCount ?? 0,
    }),
    seek: async (times) => {
      const seen: SeekSeen[] = [];
      for (const asked of times) {
        await landAt(video(), asked);
        seen.push({ asked, frame: frame() });
      }
      return seen;
    },
  };
}

function landAt(video: HTMLVideoElement, seconds: number): Promise<unknown> {
  const landed = new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
  const presented = new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  video.currentTime = seconds;
  return Promise.all([landed, presented]);
}

/**
 * Tells of every sound when it is over. The page's policy lets no worklet in, and blocks may reach the page late; so
 * the clock is sent along with the sound, as a second channel whose value is the time.
 */
function hear(context: AudioContext, film: AudioNode, tell: (sound: SoundHeard) => void): void {
  const clock = new ConstantSourceNode(context, { offset: 0 });
  clock.offset.setValueAtTime(0, 0);
  clock.offset.linearRampToValueAtTime(longestSeconds, longestSeconds);
  clock.start();
  const both = new ChannelMergerNode(context, { numberOfInputs: 2 });
  film.connect(both, 0, 0);
  clock.connect(both, 0, 1);
  const ear = context.createScriptProcessor(earSamples, 2, 1);
  const listener = createListener(tell);
  ear.onaudioprocess = ({ inputBuffer }) => {
    const [sound, times] = [inputBuffer.getChannelData(0), inputBuffer.getChannelData(1)];
    sound.forEach((sample, i) => {
      listener(sample, times[i] ?? 0);
    });
  };
  both.connect(ear).connect(context.destination);
}

function createListener(tell: (sound: SoundHeard) => void): (sample: number, at: number) => void {
  let current: { startedAt: number; loudAt: number; squares: number; samples: number; crossings: number } | null = null;
  let side = false;
  return (sample, at) => {
    if (Math.abs(sample) > loud) {
      current ??= { startedAt: at, loudAt: at, squares: 0, samples: 0, crossings: 0 };
      current.loudAt = at;
      if (sample > 0 !== side) current.crossings += 1;
      side = sample > 0;
    }
    if (!current) return;
    current.squares += sample * sample;
    current.samples += 1;
    if (at - current.loudAt < soundEndsAfterSeconds) return;
    const { startedAt, loudAt, squares, samples, crossings } = current;
    const lasted = loudAt - startedAt;
    tell({ startedAt, lasted, level: Math.sqrt(squares / samples), hertz: crossings / 2 / lasted });
    current = null;
  };
}

Object.assign(globalThis, { filmWatcher: createFilmWatcher() });
