export { createUploads, type Uploads, type UploadsDependencies } from './service';
