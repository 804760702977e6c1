import { describe, expect, it } from '@jest/globals';
import { deviceName } from '../features/identity/device-name';
import { t } from './translate';

describe('t', () => {
  it('fills in names and chooses the form for a count', () => {
    expect(t('open.free', { handle: 'owl' })).toBe('@owl is free.');
    expect(t('tray.sending', { count: 1 })).toBe('Uploading 1 file');
    expect(t('tray.sending', { count: 3 })).toBe('Uploading 3 files');
  });
  it('leaves what a person typed alone', () => {
    expect(t('video.trashed', { title: 'A {title} $& film' })).toBe('“A {title} $& film” is in the trash.');
  });
});

describe('deviceName', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36', 'Chrome on Linux'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit Version/18.0 Mobile Safari/604.1',
      'Safari on iOS',
    ],
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/150 Safari/537 Edg/150.0', 'Edge on Windows'],
    ['curl/8.5.0', 'curl'],
    ['node', 'node'],
    ['', 'Unknown program'],
  ])('calls %j %s', (userAgent, name) => expect(deviceName(userAgent)).toBe(name));
});
