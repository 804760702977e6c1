export { deleteOlder } from './delete-older';
export {
  type DirectUploads,
  type MultipartUpload,
  partLimits,
  partSizeFor,
  type UnfinishedMultipart,
  type UploadedPart,
} from './direct-uploads';
export { createLocalStorage } from './local-storage';
export type { ByteRange, ListedObject, ObjectInfo, ReferencedObject } from './objects';
export { createS3Storage, type S3StorageOptions } from './s3/s3-storage';
export type { SignedRead, Storage } from './storage';
