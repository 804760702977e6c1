import { describe, expect, it } from '@jest/globals';
import type { RightsWindowView } from '../../../modules/rights/contract';
import { type Lane, type Level, spanOf, timelineOf } from './timeline';

const day = (date: number): string => `2026-06-${String(date).padStart(2, '0')}T00:00:00.000Z`;
const span = { from: Date.parse(day(1)), until: Date.parse(day(30)) };

const window = (more: Partial<RightsWindowView>): RightsWindowView => ({
  ...{ effect: 'allow', from: null, until: null, countries: { except: [] }, reason: null, messageByCountry: {} },
  ...more,
});

const levels = (channel: RightsWindowView[], video: RightsWindowView[] = []): Level[] => [
  { name: 'channel', windows: channel },
  { name: 'video', windows: video },
];

/** `1-10 allowed`, with `gap` and `overlap` behind. */
function read({ stretches }: Lane): string[] {
  return stretches.map(({ from, until, state, gap, overlap }) =>
    [
      `${new Date(from).getUTCDate()}-${new Date(until).getUTCDate()}`,
      state,
      ...(gap ? ['gap'] : []),
      ...(overlap ? ['overlap'] : []),
    ].join(' '),
  );
}

const readAll = (lanes: Lane[]) =>
  Object.fromEntries(
    lanes.map((lane) => [[...lane.countries, ...(lane.elsewhere ? ['*'] : [])].join(' '), read(lane)]),
  );

describe('timelineOf', () => {
  it('allows everything everywhere where no window says anything', () => {
    expect(readAll(timelineOf(levels([]), span))).toEqual({ '*': ['1-30 allowed'] });
  });

  it('cuts a lane at the bounds of its windows, and puts countries treated alike into one', () => {
    const windows = [window({ from: day(5), until: day(20), countries: { only: ['DE', 'FR'] } })];
    expect(readAll(timelineOf(levels(windows), span))).toEqual({
      'DE FR': ['1-5 nothing', '5-20 allowed', '20-30 nothing'],
      '*': ['1-30 nothing'],
    });
  });

  it('marks what nothing allows between two stretches as a gap, and what two windows allow as an overlap', () => {
    const windows = [
      window({ until: day(5) }),
      window({ from: day(10), until: day(20) }),
      window({ from: day(18), until: day(25) }),
    ];
    expect(readAll(timelineOf(levels(windows), span))).toEqual({
      '*': [
        '1-5 allowed',
        '5-10 nothing gap',
        '10-18 allowed',
        '18-20 allowed overlap',
        '20-25 allowed',
        '25-30 nothing',
      ],
    });
  });

  it('lets a block beat every window that allows, on whatever level', () => {
    const channel = [window({ effect: 'deny', from: day(10), until: day(12), countries: { only: ['DE'] } })];
    const video = [window({ until: day(20) })];
    expect(readAll(timelineOf(levels(channel, video), span))).toEqual({
      DE: ['1-10 allowed', '10-12 blocked', '12-20 allowed', '20-30 nothing'],
      '*': ['1-20 allowed', '20-30 nothing'],
    });
  });

  it('asks every level: what the video allows beyond the channel’s windows is not allowed', () => {
    const channel = [window({ until: day(10), countries: { except: ['US'] } })];
    const video = [window({ from: day(5) })];
    expect(readAll(timelineOf(levels(channel, video), span))).toEqual({
      US: ['1-30 nothing'],
      '*': ['1-5 nothing', '5-10 allowed', '10-30 nothing'],
    });
  });

  it('ends at a bound exactly, and ignores bounds outside of the span', () => {
    const windows = [window({ from: '2020-01-01T00:00:00Z', until: day(10) })];
    const [lane] = timelineOf(levels(windows), span);
    expect(lane?.stretches.map(({ from, until }) => [from, until])).toEqual([
      [span.from, Date.parse(day(10))],
      [Date.parse(day(10)), span.until],
    ]);
  });
});

describe('spanOf', () => {
  it('shows every bound and now, with room beside them', () => {
    const now = Date.parse(day(15));
    const { from, until } = spanOf(levels([window({ from: day(20), until: day(25) })]), now);
    expect(from).toBeLessThan(now);
    expect(until).toBeGreaterThan(Date.parse(day(25)));
  });

  it('is never empty', () => {
    const now = Date.parse(day(15));
    for (const windows of [[], [window({ from: day(15) })]]) {
      const { from, until } = spanOf(levels(windows), now);
      expect(until - from).toBeGreaterThan(3_600_000);
    }
  });
});
