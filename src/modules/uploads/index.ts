export type { Uploads } from './face';
export { createUploads, type UploadsDependencies } from './service';
