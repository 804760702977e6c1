import type { z } from 'zod';
import type { moneySchema } from '../../../modules/rights/contract';

export type Money = z.infer<typeof moneySchema>;

/** A price as a form holds it. */
export interface Priced {
  amount: string;
  currency: string;
}

export const currencies: readonly string[] =
  'EUR USD GBP CHF SEK NOK DKK ISK PLN CZK HUF RON CAD AUD NZD JPY BRL MXN INR'.split(' ');

const mostMinor = 100_000_000;

/** Null for what is no price, or finer than the currency. */
export function readMoney({ amount, currency }: Priced): Money | null {
  const digits = digitsOf(currency);
  const match = /^(\d{1,9})(?:[.,](\d+))?$/.exec(amount.trim());
  const [, whole = '', part = ''] = match ?? [];
  if (!match || part.length > digits) return null;
  const amountMinor = Number(whole + part.padEnd(digits, '0'));
  return amountMinor > 0 && amountMinor <= mostMinor ? { amountMinor, currency } : null;
}

export function writeMoney({ amountMinor, currency }: Money): Priced {
  const digits = digitsOf(currency);
  return { amount: (amountMinor / 10 ** digits).toFixed(digits), currency };
}

function digitsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
