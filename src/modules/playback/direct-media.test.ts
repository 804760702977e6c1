import { endOfAddresses } from './direct-media';

const noon = new Date('2026-05-01T12:00:00Z');
const end = (sessionEndsAt: string) => endOfAddresses(new Date(sessionEndsAt), noon).toISOString();

test.each([
  ['2026-05-01T13:00:00.000Z', '2026-05-01T14:00:00.000Z'],
  ['2026-05-01T13:00:00.001Z', '2026-05-01T14:00:00.000Z'],
  ['2026-05-01T13:59:59.999Z', '2026-05-01T14:00:00.000Z'],
  ['2026-05-01T14:00:00.000Z', '2026-05-01T15:00:00.000Z'],
  ['2026-05-01T23:30:00.000Z', '2026-05-02T00:00:00.000Z'],
  ['2026-05-08T10:59:59.000Z', '2026-05-08T11:00:00.000Z'],
])('addresses of a session that ends at %s end with the first full hour after it, %s', (session, expected) => {
  expect(end(session)).toBe(expected);
});

test.each(['2026-05-08T12:00:00Z', '2026-05-20T00:00:00Z'])('none outlives seven days: %s', (session) => {
  expect(end(session)).toBe('2026-05-08T12:00:00.000Z');
});

test('the seven days are whole hours, too', () => {
  const now = new Date('2026-05-01T12:59:59.999Z');
  expect(endOfAddresses(new Date('2026-05-20T00:00:00Z'), now).toISOString()).toBe('2026-05-08T12:00:00.000Z');
});
