import { withoutSecrets } from './shown-body';

test('secrets are left out by their names, at any depth, and where they ride in an address', () => {
  const body = {
    videoId: 'v1',
    sourceKey: 'uploads/1',
    resetToken: 'abc',
    nested: [{ apiKey: 'abc', Password: 'abc', text: 'Open https://x.test/reset?token=abc&page=2 now' }],
    count: 3,
    none: null,
  };
  expect(withoutSecrets(body)).toEqual({
    videoId: 'v1',
    sourceKey: 'uploads/1',
    resetToken: '[hidden]',
    nested: [{ apiKey: '[hidden]', Password: '[hidden]', text: 'Open https://x.test/reset?token=[hidden]&page=2 now' }],
    count: 3,
    none: null,
  });
  expect(JSON.stringify(withoutSecrets(body))).not.toContain('abc');
});
