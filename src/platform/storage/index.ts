export { deleteOlder } from './delete-older';
export { createLocalStorage } from './local-storage';
export type { ByteRange, ObjectInfo, Storage } from './storage';
