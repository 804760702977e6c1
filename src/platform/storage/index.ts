export { deleteOlder } from './delete-older';
export { createHotObjects, type HotObjects, type LentObject } from './hot-objects';
export { createLocalStorage } from './local-storage';
export { createPieces, type Pieces } from './pieces';
export type { ByteRange, ObjectInfo, OpenedFile, Storage } from './storage';
