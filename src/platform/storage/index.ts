export { deleteOlder } from './delete-older';
export {
  type DirectUploads,
  type MultipartUpload,
  partLimits,
  partSizeFor,
  type UnfinishedMultipart,
  type UploadedPart,
} from './direct-uploads';
export { isNoRoom } from './errors';
export { createHotObjects, type LentObject } from './hot-objects';
export { createLocalStorage } from './local-storage';
export type { ByteRange, ListedObject, ObjectInfo, ReferencedObject } from './objects';
export { createPieces, type Pieces } from './pieces';
export { createS3Storage } from './s3/create-s3-storage';
export type { S3StorageOptions } from './s3/s3-storage';
export type { OpenedFile, SignedRead, Storage } from './storage';
export { isWhole, type ObjectFinding, type Verification, verifyObjects } from './verify-objects';
