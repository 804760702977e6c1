import { existsSync, readFileSync } from 'node:fs';
import { totalmem } from 'node:os';

/** Where a container finds its own limit; the control group of this process, which may lie deeper, is Node's to find. */
const limits = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'];
const mebibyte = 1024 * 1024;
/** A container is ours alone, but for what the system counts as ours; a machine is shared with others. */
const shares = { container: 0.94, machine: 0.5 };

/** Megabytes to be content with where nobody said how many: 480 of a container's 512, half of a machine. */
export function usableMemoryMb(): number {
  const read = limits.filter((path) => existsSync(path)).map((path) => Number(readFileSync(path, 'utf8')));
  const allowed = [process.constrainedMemory() ?? 0, ...read].filter(
    (bytes) => Number.isFinite(bytes) && bytes > 0 && bytes < totalmem(),
  );
  const bytes = allowed.length > 0 ? Math.min(...allowed) * shares.container : totalmem() * shares.machine;
  return Math.floor(bytes / mebibyte);
}
