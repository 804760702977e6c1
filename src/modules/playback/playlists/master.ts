import type { MediaRendition, PlaybackSet } from '../media';

// EXT-X-MAP in a list that is not I-frame-only needs 6; fMP4 players are told 7 by convention.
const version = 7;
/** Players start with the variant listed first: the best one that an ordinary connection surely carries. */
const firstVariantBitsPerSecond = 2_500_000;
const audioGroup = 'audio';

/** The multivariant playlist of one generation; addresses relative to `/p/{token}/`. */
export function renderMaster(set: PlaybackSet): string {
  const videos = set.renditions.filter(({ kind }) => kind === 'video');
  const audios = set.renditions.filter(({ kind }) => kind === 'audio');
  const variants = videos.length > 0 ? withStartFirst(videos) : withStartFirst(audios);
  const group = videos.length > 0 ? audios : [];
  return lines([
    '#EXTM3U',
    `#EXT-X-VERSION:${version}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    '#EXT-X-START:TIME-OFFSET=0,PRECISE=YES',
    ...group.map(renderAudio),
    ...variants.flatMap((variant) => renderVariant(variant, group)),
  ]);
}

/** Where a rendition's playlist lies, relative to `/p/{token}/`. */
export function playlistPath({ path }: Pick<MediaRendition, 'path'>): string {
  const [generation, rendition] = path.split('/');
  return `${generation}/${rendition}/index.m3u8`;
}

/**
 * The playlist of one rendition, VOD when complete, else a growing EVENT list that starts at 0. Addresses are
 * relative to the playlist. `ended` closes a list that still grows, for a viewer who may no longer watch.
 */
export function renderMedia(rendition: MediaRendition, { ended = false } = {}): string {
  const { complete, timescale, segments } = rendition;
  return lines([
    '#EXTM3U',
    `#EXT-X-VERSION:${version}`,
    `#EXT-X-TARGETDURATION:${rendition.targetDurationSeconds}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    `#EXT-X-PLAYLIST-TYPE:${complete ? 'VOD' : 'EVENT'}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    // Without it players join a growing list at its end, as if it were live.
    '#EXT-X-START:TIME-OFFSET=0,PRECISE=YES',
    `#EXT-X-MAP:URI="${rendition.initFile}"`,
    ...segments.flatMap(({ durationTicks, file }) => [`#EXTINF:${(durationTicks / timescale).toFixed(6)},`, file]),
    ...(complete || ended ? ['#EXT-X-ENDLIST'] : []),
  ]);
}

function renderVariant(variant: MediaRendition, group: readonly MediaRendition[]): string[] {
  const sound = group.reduce<MediaRendition | null>(
    (loudest, audio) => (loudest && loudest.peakBitsPerSecond >= audio.peakBitsPerSecond ? loudest : audio),
    null,
  );
  const codecs = [variant.codecs, ...new Set(group.map((audio) => audio.codecs))].join(',');
  const { width, height, frameRate } = variant;
  const attributes = [
    `BANDWIDTH=${Math.ceil(variant.peakBitsPerSecond + (sound?.peakBitsPerSecond ?? 0))}`,
    `AVERAGE-BANDWIDTH=${Math.ceil(variant.averageBitsPerSecond + (sound?.averageBitsPerSecond ?? 0))}`,
    `CODECS="${codecs}"`,
    ...(width && height ? [`RESOLUTION=${width}x${height}`] : []),
    ...(frameRate ? [`FRAME-RATE=${frameRate.toFixed(3)}`] : []),
    ...(sound ? [`AUDIO="${audioGroup}"`] : []),
  ];
  return [`#EXT-X-STREAM-INF:${attributes.join(',')}`, playlistPath(variant)];
}

function renderAudio(audio: MediaRendition, index: number): string {
  const isDefault = index === 0 ? 'YES' : 'NO';
  return [
    `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${audioGroup}"`,
    `NAME="${audio.name}"`,
    `DEFAULT=${isDefault}`,
    `AUTOSELECT=YES`,
    `URI="${playlistPath(audio)}"`,
  ].join(',');
}

function withStartFirst(renditions: readonly MediaRendition[]): MediaRendition[] {
  const sorted = [...renditions].sort((a, b) => a.peakBitsPerSecond - b.peakBitsPerSecond);
  const start = sorted.findLast(({ peakBitsPerSecond }) => peakBitsPerSecond <= firstVariantBitsPerSecond) ?? sorted[0];
  return start ? [start, ...sorted.filter((rendition) => rendition !== start)] : [];
}

function lines(list: readonly string[]): string {
  return `${list.join('\n')}\n`;
}
