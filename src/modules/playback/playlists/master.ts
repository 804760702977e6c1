import type { MediaRendition, PlaybackSet } from '../../media';
import { attributes, lines, quoted, version } from './lines';
import { type Rates, ratesOf, together } from './rates';
import { playlistPath } from './rendition';

/** Players start with the variant listed first: the best one that an ordinary connection surely carries. */
const firstVariantBitsPerSecond = 2_500_000;
const audioGroup = 'audio';

interface Variant {
  rendition: MediaRendition;
  rates: Rates;
}

/** The multivariant playlist of one generation; addresses relative to `/p/{token}/`. */
export function renderMaster({ renditions }: PlaybackSet): string {
  const [pictures, sounds, stills] = [ofKind('video'), ofKind('audio'), ofKind('iframes')];
  const group = pictures.length > 0 ? sounds : [];
  const loudest = group.map(ratesOf).sort((a, b) => b.peakBitsPerSecond - a.peakBitsPerSecond)[0];
  const variants = (pictures.length > 0 ? pictures : sounds).map((rendition) => ({
    rendition,
    rates: together(ratesOf(rendition), loudest),
  }));
  return lines([
    '#EXTM3U',
    `#EXT-X-VERSION:${version}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    '#EXT-X-START:TIME-OFFSET=0,PRECISE=YES',
    ...group.map(renderAudio),
    ...withStartFirst(variants).flatMap((variant) => renderVariant(variant, group)),
    ...stills.map(renderStills),
  ]);

  function ofKind(kind: MediaRendition['kind']): MediaRendition[] {
    return renditions.filter((rendition) => rendition.kind === kind);
  }
}

function renderVariant({ rendition, rates }: Variant, group: readonly MediaRendition[]): string[] {
  const { frameRate } = rendition;
  const list = attributes([
    ...bandwidths(rates),
    ['CODECS', quoted([...new Set([rendition, ...group].map(({ codecs }) => codecs))].join(','))],
    ['RESOLUTION', resolutionOf(rendition)],
    ['FRAME-RATE', frameRate?.toFixed(3)],
    ['AUDIO', group.length > 0 ? quoted(audioGroup) : null],
    // Nothing is hidden in the picture; without this, players look for it and offer an empty menu.
    ['CLOSED-CAPTIONS', 'NONE'],
  ]);
  return [`#EXT-X-STREAM-INF:${list}`, playlistPath(rendition)];
}

function renderAudio(audio: MediaRendition, index: number): string {
  const list = attributes([
    ['TYPE', 'AUDIO'],
    ['GROUP-ID', quoted(audioGroup)],
    ['NAME', quoted(audio.name)],
    ['DEFAULT', index === 0 ? 'YES' : 'NO'],
    ['AUTOSELECT', 'YES'],
    ['CHANNELS', audio.channels ? quoted(String(audio.channels)) : null],
    ['URI', quoted(playlistPath(audio))],
  ]);
  return `#EXT-X-MEDIA:${list}`;
}

/** Single pictures for winding. */
function renderStills(stills: MediaRendition): string {
  const list = attributes([
    ...bandwidths(ratesOf(stills)),
    ['CODECS', quoted(stills.codecs)],
    ['RESOLUTION', resolutionOf(stills)],
    ['URI', quoted(playlistPath(stills))],
  ]);
  return `#EXT-X-I-FRAME-STREAM-INF:${list}`;
}

function bandwidths({ peakBitsPerSecond, averageBitsPerSecond }: Rates): [string, string][] {
  return [
    ['BANDWIDTH', String(peakBitsPerSecond)],
    ['AVERAGE-BANDWIDTH', String(averageBitsPerSecond)],
  ];
}

function resolutionOf({ width, height }: MediaRendition): string | null {
  return width && height ? `${width}x${height}` : null;
}

function withStartFirst(variants: readonly Variant[]): Variant[] {
  const sorted = [...variants].sort((a, b) => a.rates.peakBitsPerSecond - b.rates.peakBitsPerSecond);
  const carried = sorted.findLast(({ rates }) => rates.peakBitsPerSecond <= firstVariantBitsPerSecond);
  const start = carried ?? sorted[0];
  return start ? [start, ...sorted.filter((variant) => variant !== start)] : [];
}
