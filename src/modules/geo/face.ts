/** Of a request, what tells where it comes from. */
export interface RequestOrigin {
  address: string;
  header(name: string): string | undefined;
}

export interface CountryAnswer {
  /** ISO 3166-1 alpha-2; null: not known. */
  country: string | null;
  by: 'cdn' | 'address' | 'private' | 'unknown';
}

/** Where is this viewer? */
export interface Geo {
  /** Never throws. */
  countryOf(origin: RequestOrigin): CountryAnswer;
}
