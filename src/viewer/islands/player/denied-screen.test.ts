import type { RefusalView, RemedyView } from '../../../modules/playback/contract';
import { screenFor } from './denied-screen';

const refusal = (reason: RefusalView['reason'], title: string, ...remedies: RemedyView[]): RefusalView => ({
  reason,
  title,
  detail: `${title}, in a sentence.`,
  remedies,
});

function shown(...refusals: RefusalView[]) {
  const taken: string[] = [];
  const ways = {
    videoId: 'vid_1',
    again: () => void taken.push('again'),
    takeOver: () => void taken.push('take over'),
  };
  return { screen: screenFor({ kind: 'refused', refusals }, ways), taken };
}

const later = { kind: 'wait_until', at: '2026-05-03T20:00:00Z' } as const;
const sooner = { kind: 'wait_until', at: '2026-05-02T20:00:00Z' } as const;

test('the first reason speaks, the others are named', () => {
  const { screen } = shown(
    refusal('not_here', 'Not available in Germany'),
    refusal('tier_required', 'For subscribers'),
  );
  expect(screen).toMatchObject({
    title: 'Not available in Germany',
    text: 'Not available in Germany, in a sentence.',
    more: ['Also: For subscribers'],
    actions: [],
  });
});

test('what comes by itself is counted down to, the soonest first, and then asked for', () => {
  const { screen, taken } = shown(
    refusal('rights_not_yet', 'Not yet', later),
    refusal('not_yet', 'Opens soon', sooner),
  );
  expect(screen.until?.toISOString()).toBe('2026-05-02T20:00:00.000Z');
  expect(screen.more?.[0]).toMatch(/^You can watch it from \w+,? [34] May 2026/);
  screen.arrived?.();
  expect(taken).toEqual(['again']);
});

test('other devices are named, and one press goes on here', () => {
  const { screen, taken } = shown({
    ...refusal('too_many_devices', 'Already watching elsewhere', { kind: 'take_over' }),
    devices: [
      { device: 'Chrome on Windows', since: '2026-05-02T20:00:00Z', title: 'A day at sea' },
      { device: 'Safari on iPhone', since: '2026-05-02T20:00:00Z' },
    ],
  });
  expect(screen.more).toEqual(['Chrome on Windows: A day at sea', 'Safari on iPhone']);
  const [action] = screen.actions ?? [];
  if (action && 'take' in action) action.take();
  expect([action?.label, taken]).toEqual(['Watch here instead', ['take over']]);
});

test('a subscription that ended says when', () => {
  const { screen } = shown({ ...refusal('tier_required', 'For subscribers'), endedAt: '2026-05-03T12:00:00Z' });
  expect(screen.more).toEqual(['Your subscription ended on 3 May 2026.']);
});

test.each<RemedyView>([
  { kind: 'sign_in' },
  { kind: 'enter_password' },
  { kind: 'confirm_age', age: 18 },
  { kind: 'subscribe', tierId: 'tir_1', name: 'Gold', prices: [] },
  { kind: 'buy', price: { amountMinor: 499, currency: 'EUR' }, rentalHours: null },
  { kind: 'buy_ticket', price: { amountMinor: 499, currency: 'EUR' } },
])('what needs more than a press is done on the video’s page: $kind', (remedy) => {
  expect(shown(refusal('tier_required', 'Locked', remedy)).screen.actions).toEqual([
    { label: 'See how to watch it', href: '/watch/vid_1' },
  ]);
});
