export interface Money {
  amountMinor: number;
  /** ISO 4217. */
  currency: string;
}

/** What a tier costs; one for each currency and period. */
export interface TierPrice extends Money {
  per: 'month' | 'year';
}
