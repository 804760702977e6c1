import { describe, expect, it } from '@jest/globals';
import type { VideoTeamView } from '../../../modules/videos/contract';
import type { UploadItem } from '../uploads/upload-state';
import { betterStart, type Lateness, latenessOf, lateWords } from './lateness';

const now = new Date('2026-05-03T19:40:00');
const today = (time: string): string => new Date(`2026-05-03T${time}`).toISOString();
const startsAt = today('20:00:00');
const late = (expectedAt: string | null, uploading = false): Lateness => ({ startsAt, expectedAt, uploading });

describe('latenessOf', () => {
  const publication = { visibility: 'public', startsAt, endsAt: null, publishedAt: startsAt } as const;
  const scheduled = { late: null, playable: false, publication };
  const sending = (secondsLeft: number) =>
    ({ phase: 'sending', totalBytes: 1_000 + secondsLeft * 100, sentBytes: 1_000, bytesPerSecond: 100 }) as UploadItem;

  it('believes the server', () => {
    const told: VideoTeamView['late'] = { startsAt, expectedAt: today('20:12:00') };
    expect(latenessOf({ ...scheduled, late: told }, undefined, now)).toEqual(late(told.expectedAt));
    expect(latenessOf(scheduled, undefined, now)).toBeNull();
  });
  it('counts an upload from this window that will not even have arrived by then', () => {
    expect(latenessOf(scheduled, sending(1_201), now)).toEqual(late(today('20:00:01'), true));
    expect(latenessOf(scheduled, sending(1_200), now)).toBeNull();
    expect(latenessOf({ ...scheduled, playable: true }, sending(9_999), now)).toBeNull();
    expect(latenessOf({ ...scheduled, publication: null }, sending(9_999), now)).toBeNull();
  });
});

describe('lateWords', () => {
  it.each([
    [late(today('20:11:10')), 'Will not be ready at 20:00: expected about 20:12. It is published as soon as it plays.'],
    [late(today('20:12:00'), true), /^Will not be ready at 20:00: the upload alone takes until about 20:12\./],
    [late('2026-05-04T00:30:00'), /expected about 4 May, 00:30\./],
  ])('says beforehand what will happen', (one, words) => expect(lateWords(one, false, now)).toMatch(words));
  it('says so afterwards too, also when nobody can tell how long', () => {
    const after = new Date(today('20:01:00'));
    expect(lateWords(late(today('20:12:00')), false, after)).toMatch(/^Was to open at 20:00 .* about 20:12\./);
    expect(lateWords(late(null), false, after)).toMatch(/^Was to open at 20:00 and does not play yet\./);
    expect(lateWords(late(null), true, after)).toMatch(/has no film yet\./);
  });
});

describe('betterStart', () => {
  it('is the next full five minutes with a minute to spare', () => {
    expect(betterStart(late(today('20:12:00')), null)).toBe(today('20:15:00'));
    expect(betterStart(late(today('20:14:00')), null)).toBe(today('20:15:00'));
    expect(betterStart(late(today('20:14:01')), null)).toBe(today('20:20:00'));
  });
  it('leaves time to make the film after an upload', () => {
    expect(betterStart(late(today('20:12:00'), true), null)).toBe(today('20:20:00'));
  });
  it('is none when nobody can tell, or the publication would be over', () => {
    expect(betterStart(late(null), null)).toBeNull();
    expect(betterStart(late(today('20:12:00')), today('20:15:00'))).toBeNull();
  });
});
