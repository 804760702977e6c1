import { type Encoding, expectedSegments, secondsOf, targetDurationOf } from './encode/encoding';
import { copyingCost, decoderMemoryMb, encoderMemoryMb, rungCost, soundEncodingCost } from './encode/estimates';
import type { Rung } from './encode/rung';
import type { Order } from './generation-steps';
import { rateOf } from './probe/frame-rate';
import type { PackagingPlan } from './probe/packaging-plan';
import type { SourceFacts } from './probe/source-facts';
import type { PlannedRendition } from './store-renditions';
import { copiedCutting, soundCutting } from './work/cutting';

export interface Planned {
  renditions: readonly PlannedRendition[];
  orders: readonly Order[];
}

const soundBitsPerSecond = 160_000;
const peakOverAverage = 1.5;
export const stillsName = 'iframes';
export const soundName = 'audio';
export const copiedName = 'source';

/** What becomes of an accepted source: the renditions it gets, and the work that makes them. */
export function planWork(source: SourceFacts, plan: PackagingPlan, encoding: Encoding | null): Planned {
  if (plan.picture === 'encode' && encoding) return planEncoding(source, plan, encoding);
  const copied = copiedCutting(plan.picture !== null);
  const alone = plan.sound === 'encode' && plan.picture === null;
  const common = {
    targetDurationSeconds: copied.targetDurationSeconds,
    expectedSegments: Math.max(1, Math.ceil((source.durationSeconds ?? 6) / 6)),
    leads: true,
    cost: copyingCost(source),
  };
  const picture = plan.picture && copiedPicture(source, common);
  const sound = plan.sound && { ...soundRendition, ...common, ...(alone ? { cost: soundEncodingCost(source) } : {}) };
  return {
    renditions: [picture, sound].filter((each) => each !== null),
    orders: [alone ? soundOrder : packageOrder(source, plan)],
  };
}

const soundRendition = {
  name: soundName,
  kind: 'audio' as const,
  width: null,
  height: null,
  frameRate: null,
  expectedBitsPerSecond: soundBitsPerSecond,
};
const soundOrder: Order = { kind: 'sound', lane: 'sound', urgency: 1, step: 2, rendition: soundName };

const longSoundSeconds = 1_800;

// Copying takes seconds and goes first; a long sound that is encoded beside it would keep others waiting.
function packageOrder(source: SourceFacts, plan: PackagingPlan): Order {
  const long = plan.sound === 'encode' && (source.durationSeconds ?? 0) > longSoundSeconds;
  const rendition = plan.picture ? copiedName : soundName;
  return { kind: 'package', lane: long ? 'sound' : 'fast', urgency: 1, step: 1, rendition };
}

type Common = Pick<PlannedRendition, 'targetDurationSeconds' | 'expectedSegments' | 'leads' | 'cost'>;

function copiedPicture(source: SourceFacts, common: Common): PlannedRendition {
  const { picture } = source;
  const rate = picture?.averageRate ?? picture?.baseRate ?? null;
  return {
    name: copiedName,
    kind: 'video',
    width: picture?.width ?? null,
    height: picture?.height ?? null,
    frameRate: rate && Math.round(rateOf(rate) * 1000) / 1000,
    expectedBitsPerSecond: Math.round((source.bitsPerSecond ?? 0) * peakOverAverage),
    ...common,
  };
}

function planEncoding(source: SourceFacts, plan: PackagingPlan, encoding: Encoding): Planned {
  const { rungs, first } = encoding;
  const firstSide = rungs.find(({ name }) => name === first)?.shortSide ?? 0;
  const isEarly = (rung: Rung) => rung.shortSide <= firstSide;
  const early = rungs.filter(isEarly);
  const common = {
    targetDurationSeconds: targetDurationOf(encoding),
    expectedSegments: expectedSegments(encoding, source.durationSeconds),
  };
  const pictures = rungs.map((rung): PlannedRendition => {
    const sharing = isEarly(rung) ? early.length : rungs.length - early.length;
    return { ...common, ...rungFacts(rung), leads: rung.name === first, cost: rungCost(source, rung, sharing) };
  });
  const sound = plan.sound && {
    ...soundRendition,
    ...common,
    targetDurationSeconds: soundCutting(encoding).targetDurationSeconds,
    leads: true,
    cost: soundEncodingCost(source),
  };
  const stills = stillsOf(encoding, common);
  return {
    renditions: [...pictures, stills, sound].filter((each) => each !== null),
    orders: [...(plan.sound ? [soundOrder] : []), ...chunkOrders(source, encoding, isEarly)],
  };
}

function rungFacts(rung: Rung) {
  return {
    name: rung.name,
    kind: 'video' as const,
    width: rung.width,
    height: rung.height,
    frameRate: Math.round(rateOf(rung.frameRate) * 1000) / 1000,
    expectedBitsPerSecond: rung.maxBitsPerSecond,
  };
}

function stillsOf({ rungs, first, frameRate, stillFrames }: Encoding, common: Omit<Common, 'leads' | 'cost'>) {
  const rung = rungs.find(({ name }) => name === first);
  return {
    name: stillsName,
    kind: 'iframes' as const,
    width: rung?.width ?? null,
    height: rung?.height ?? null,
    frameRate: Math.round((1 / secondsOf(stillFrames, frameRate)) * 1000) / 1000,
    expectedBitsPerSecond: 300_000,
    ...common,
    leads: false,
    cost: 0,
  };
}

/** More steps than the small rungs of a film can have. */
const afterAllEarly = 1_000_000;

/** Small rungs first and over the whole film: everybody can watch it before anybody gets it larger. */
function chunkOrders(source: SourceFacts, encoding: Encoding, isEarly: (rung: Rung) => boolean): Order[] {
  const baseMemoryMb = source.picture ? decoderMemoryMb(source.picture) : 0;
  return encoding.rungs.flatMap((rung) =>
    Array.from({ length: encoding.chunks }, (_, number): Order => {
      const early = isEarly(rung);
      return {
        kind: 'chunk',
        lane: 'bulk',
        urgency: early ? 1 : 2,
        step: (early ? 0 : afterAllEarly) + number * 2 + (rung.name === encoding.first || !early ? 0 : 1),
        rendition: rung.name,
        number,
        memoryMb: encoderMemoryMb(rung),
        baseMemoryMb,
      };
    }),
  );
}
