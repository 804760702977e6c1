import { type Refusal, refusalReasons } from '../access';
import type { RemedyView } from './contract';
import { inCountry, inWords, lockWords, moneyText, pricesText, refusalWords, rentalText } from './contract-words';

test.each(refusalReasons)('%s is told in a title and a sentence', (reason) => {
  const { title, detail } = inWords({ reason, remedies: [], country: 'DE' });
  expect(title.length).toBeGreaterThan(4);
  expect(title).not.toMatch(/[.!]$/);
  expect(detail).toMatch(/\.$/);
  expect(`${title} ${detail}`).not.toMatch(/undefined|null|_/);
});

test('nothing is told twice for different reasons, but what only money tells apart', () => {
  const texts = refusalReasons.map((reason) => inWords({ reason, remedies: [] }).detail);
  expect(new Set(texts).size).toBe(refusalReasons.length);
  expect(Object.keys(refusalWords).sort()).toEqual([...refusalReasons].sort());
});

test('the country is named where it counted, and not where it is unknown', () => {
  const refusal: Refusal = { reason: 'not_here', remedies: [], country: 'DE' };
  expect(inWords(refusal)).toMatchObject({ title: 'Not available in Germany', country: 'DE' });
  expect(inWords({ ...refusal, country: null })).not.toHaveProperty('country');
  expect(inWords({ ...refusal, country: null }).title).toBe('Not available where you are');
  expect([inCountry('US'), inCountry('NL'), inCountry('GB'), inCountry('FR')]).toEqual([
    'in the United States',
    'in the Netherlands',
    'in the United Kingdom',
    'in France',
  ]);
});

test('the channel’s own words take the place of ours', () => {
  expect(inWords({ reason: 'not_here', remedies: [], message: 'Watch it on our partner’s site.' }).detail).toBe(
    'Watch it on our partner’s site.',
  );
});

test('every remedy is handed on, the first by itself, and instants as text', () => {
  const at = new Date('2026-05-03T20:00:00Z');
  const gold = { kind: 'subscribe', tierId: 'tir_1', name: 'Gold', prices: [] } as const;
  const view = inWords({ reason: 'tier_required', remedies: [{ kind: 'wait_until', at }, gold], endedAt: at });
  expect(view.remedy).toEqual({ kind: 'wait_until', at: '2026-05-03T20:00:00.000Z' });
  expect(view.remedies).toEqual([view.remedy, gold]);
  expect(view.endedAt).toBe('2026-05-03T20:00:00.000Z');
  expect(inWords({ reason: 'ended', remedies: [] })).not.toHaveProperty('remedy');
});

test.each([
  [{ amountMinor: 500, currency: 'EUR' }, '€5'],
  [{ amountMinor: 499, currency: 'EUR' }, '€4.99'],
  [{ amountMinor: 1_250, currency: 'USD' }, '$12.50'],
  [{ amountMinor: 800, currency: 'JPY' }, '¥800'],
  [{ amountMinor: 1_500, currency: 'KWD' }, 'KWD 1.500'],
])('%j is %s', (money, text) => expect(moneyText(money).replace(/\s/g, ' ')).toBe(text));

test('prices and times of rental are read out', () => {
  const month = { amountMinor: 500, currency: 'EUR', per: 'month' } as const;
  expect(pricesText([month])).toBe('€5 a month');
  expect(pricesText([month, { ...month, amountMinor: 5_000, per: 'year' }])).toBe('€5 a month or €50 a year');
  expect([null, 1, 48, 72, 50].map(rentalText)).toEqual([
    'to keep',
    'for 1 hour',
    'for 48 hours',
    'for 3 days',
    'for 50 hours',
  ]);
});

test('a lock names what opens it', () => {
  const tier = (name: string): RemedyView => ({ kind: 'subscribe', tierId: 'tir_1', name, prices: [] });
  const price = { amountMinor: 499, currency: 'EUR' };
  expect(lockWords([tier('Gold')])).toBe('Gold');
  expect(lockWords([{ kind: 'wait_until', at: '2026-05-03T20:00:00Z' }, tier('Gold')])).toBe('Gold');
  expect(lockWords([tier('Gold'), tier('Silver')])).toBe('Subscribers');
  expect(lockWords([{ kind: 'buy', price, rentalHours: null }])).toBe('€4.99');
  expect(lockWords([{ kind: 'buy_ticket', price }])).toBe('Ticket €4.99');
  expect(lockWords([{ kind: 'confirm_age', age: 18 }])).toBe('18+');
  expect(lockWords([{ kind: 'sign_in' }])).toBe('Sign in');
});
