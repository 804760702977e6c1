import { describe, expect, it } from '@jest/globals';
import type { AccessRuleBody } from '../../../modules/rights/contract';
import { accessDraftOf, readAccessDraft } from './access-draft';
import { readMoney, writeMoney } from './money';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

describe('an access rule in its form', () => {
  const rules: AccessRuleBody[] = [
    { kind: 'free' },
    { kind: 'restricted', ways: [] },
    {
      kind: 'restricted',
      ways: [
        { kind: 'subscribers' },
        { kind: 'tiers', tierIds: ['tir_a', 'tir_b'] },
        { kind: 'purchase', price: eur(1499), rentalHours: null },
        { kind: 'purchase', price: { amountMinor: 500, currency: 'JPY' }, rentalHours: 72 },
      ],
    },
  ];
  it.each(rules.map((rule) => [rule]))('comes back as it went in: %j', (rule) => {
    expect(readAccessDraft(accessDraftOf(rule))).toEqual({ kind: 'rule', rule });
  });

  it('is refused with the field that is wrong', () => {
    const paid = { ...accessDraftOf({ kind: 'free' }), kind: 'paid' as const };
    expect(readAccessDraft(paid)).toMatchObject({ field: 'ways' });
    expect(readAccessDraft({ ...paid, tiers: true })).toMatchObject({ field: 'tiers' });
    expect(readAccessDraft({ ...paid, buy: true })).toMatchObject({ field: 'buyPrice' });
    const rent = { ...paid, rent: true, rentPrice: { amount: '3', currency: 'EUR' } };
    for (const rentalHours of ['', '0', '1.5', '8761', 'two days']) {
      expect(readAccessDraft({ ...rent, rentalHours })).toMatchObject({ field: 'rentalHours' });
    }
  });
});

describe('money', () => {
  it.each([
    ['4.99', 'EUR', 499],
    ['4,9', 'EUR', 490],
    ['500', 'JPY', 500],
  ])('reads %s %s', (amount, currency, amountMinor) => {
    expect(readMoney({ amount, currency })).toEqual({ amountMinor, currency });
  });

  it.each([
    ['0', 'EUR'],
    ['', 'EUR'],
    ['-1', 'EUR'],
    ['1.999', 'EUR'],
    ['1.5', 'JPY'],
    ['1e3', 'EUR'],
    ['1000001', 'EUR'],
  ])('refuses %j %s', (amount, currency) => expect(readMoney({ amount, currency })).toBeNull());

  it('is written as it is read', () => {
    for (const amountMinor of [1, 10, 499, 100_000_000]) {
      expect(readMoney(writeMoney(eur(amountMinor)))).toEqual(eur(amountMinor));
    }
  });
});
