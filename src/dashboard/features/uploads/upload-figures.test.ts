import { describe, expect, it } from '@jest/globals';
import { retryDelayMs } from './retry-delay';
import { SpeedMeter } from './speed-meter';
import { titleFromFileName } from './title-from-file-name';
import { totalsOf, type UploadItem } from './upload-state';

describe('SpeedMeter', () => {
  it('says nothing before it knows, then bytes per second over the last seconds', () => {
    const meter = new SpeedMeter();
    meter.record(0, 0);
    expect(meter.bytesPerSecond()).toBeNull();
    meter.record(1_000, 500);
    expect(meter.bytesPerSecond()).toBe(500);
    for (let at = 2_000; at <= 20_000; at += 1_000) meter.record(at, 500 + (at - 1_000) * 2);
    expect(meter.bytesPerSecond()).toBe(2_000);
  });
  it('starts anew when the server has less than was sent', () => {
    const meter = new SpeedMeter();
    meter.record(0, 5_000);
    meter.record(2_000, 1_000);
    expect(meter.bytesPerSecond()).toBeNull();
  });
});

describe('retryDelayMs', () => {
  it('doubles from a second to half a minute', () => {
    expect([1, 2, 3, 5, 6, 500].map(retryDelayMs)).toEqual([1_000, 2_000, 4_000, 16_000, 30_000, 30_000]);
  });
});

describe('titleFromFileName', () => {
  it.each([
    ['My_first-film.final.mp4', 'My first-film final'],
    ['IMG_0042.MOV', 'IMG 0042'],
    ['  odd\u0000name\n.mkv', 'odd name'],
    ['.mp4', '.mp4'],
    ['ünïcode_🎬.webm', 'ünïcode 🎬'],
    [`${'x'.repeat(300)}.mp4`, 'x'.repeat(120)],
  ])('makes a title of %j', (fileName, title) => expect(titleFromFileName(fileName)).toBe(title));
});

describe('totalsOf', () => {
  const item = (changes: Partial<UploadItem>): UploadItem => ({
    id: '1',
    handle: 'ann',
    videoId: null,
    title: 'A',
    replaces: false,
    fileName: 'a.mp4',
    totalBytes: 100,
    sentBytes: 0,
    phase: 'sending',
    bytesPerSecond: null,
    problem: null,
    retryAt: null,
    uploadUrl: null,
    ...changes,
  });
  it('adds up what moves and leaves out what is done', () => {
    const totals = totalsOf([
      item({ sentBytes: 40, bytesPerSecond: 10 }),
      item({ phase: 'queued' }),
      item({ phase: 'sent', sentBytes: 100 }),
      item({ phase: 'failed' }),
    ]);
    expect(totals).toMatchObject({ active: 2, sent: 1, failed: 1, sentBytes: 40, totalBytes: 200, etaSeconds: 16 });
  });
});
