/** What of a request tells its country. */
export interface RequestOrigin {
  /** Behind the trusted hops, IPv4 or IPv6 as text. */
  address: string;
  header(name: string): string | undefined;
}

/** Where a viewer is: ISO 3166-1 alpha-2 or XK, upper case; null is an answer, and `by` says why. */
export type CountryAnswer = { country: string | null; by: 'cdn' | 'address' | 'private' | 'unknown' };

export interface GeoData {
  /** Name of the database, for people. */
  source: string;
  builtAt: Date | null;
  from: 'package' | 'storage' | 'file' | 'none';
  /** What its licence asks us to say. */
  attribution: string;
  /** What is wrong and what it means, for people; null when all is well. */
  problem: string | null;
}

/** In which country somebody is, from memory: nothing is waited for, and whatever is wrong, there is an answer. */
export interface Geo {
  countryOf(origin: RequestOrigin): CountryAnswer;
  data(): GeoData;
  /** Takes up newer data from storage, or from the file of one's own, if there are any. Never rejects. */
  refresh(): Promise<GeoData>;
  /** Ends `refresh` that nobody waits for any more. */
  close(): Promise<void>;
}
