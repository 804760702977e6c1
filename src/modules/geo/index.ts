export { type CountryDatabase, openDatabase, UnreadableDatabase } from './database';
export type { CountryAnswer, Geo, GeoData, RequestOrigin } from './face';
export { createGeo, type GeoDependencies } from './service';
export { putDatabase, referencedDatabases } from './stored-data';
