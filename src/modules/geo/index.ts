export type { CountryAnswer, Geo, RequestOrigin } from './face';
