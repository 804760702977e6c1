import { spawnSync } from 'node:child_process';

export interface SmallDisk {
  /** False where none may be mounted: then the folder is like any other. */
  isSmall: boolean;
  makeRoom(): void;
  remove(): void;
}

/** Makes a folder a file system of this many megabytes. */
export function smallDisk(folder: string, megabytes: number): SmallDisk {
  const mount = (...args: string[]) => spawnSync('mount', [...args, folder]).status === 0;
  if (!mount('-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs')) {
    return { isSmall: false, makeRoom: () => undefined, remove: () => undefined };
  }
  return {
    isSmall: true,
    makeRoom: () => void mount('-o', 'remount,size=256m'),
    remove: () => void spawnSync('umount', ['-l', folder]),
  };
}
