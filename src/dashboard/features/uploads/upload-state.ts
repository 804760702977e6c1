/** Where one file stands. */
export type UploadPhase =
  /** Its draft is being made. */
  | 'preparing'
  /** Has a draft, waits for a free lane. */
  | 'queued'
  | 'sending'
  | 'paused'
  /** Something outside failed; it is tried again by itself. */
  | 'waiting'
  /** Known to the server from an earlier visit; the browser no longer holds the file. */
  | 'needs-file'
  /** Refused; only a person can do something about it. */
  | 'failed'
  | 'sent';

export interface TransferProblem {
  /** Stable; `offline` and `unreachable` are ours, the others the server's. */
  code: string;
  /** HTTP status; 0 when no answer came. */
  status: number;
  /** The server's sentence, when it said one. */
  detail: string | null;
  retryable: boolean;
}

export interface UploadItem {
  id: string;
  handle: string;
  /** Null until the draft exists. */
  videoId: string | null;
  title: string;
  /** It goes into a video that plays: that film stays until the new one does. */
  replaces: boolean;
  fileName: string;
  totalBytes: number;
  sentBytes: number;
  phase: UploadPhase;
  /** Null while it is not known yet, or nothing moves. */
  bytesPerSecond: number | null;
  problem: TransferProblem | null;
  /** Milliseconds since the epoch; set while waiting for another try. */
  retryAt: number | null;
  /** Where the server keeps the bytes; null before the first byte was accepted. */
  uploadUrl: string | null;
}

export interface UploadTotals {
  active: number;
  sent: number;
  failed: number;
  needsFile: number;
  sentBytes: number;
  totalBytes: number;
  bytesPerSecond: number | null;
  etaSeconds: number | null;
}

const activePhases: ReadonlySet<UploadPhase> = new Set(['preparing', 'queued', 'sending', 'waiting']);

/** Whether closing the page now would interrupt it. */
export function isActive(item: UploadItem): boolean {
  return activePhases.has(item.phase);
}

/** Seconds until the last byte at the present speed; null when nothing moves. */
export function etaSeconds(item: UploadItem): number | null {
  if (item.phase !== 'sending' || !item.bytesPerSecond) return null;
  return (item.totalBytes - item.sentBytes) / item.bytesPerSecond;
}

export function totalsOf(items: readonly UploadItem[]): UploadTotals {
  const moving = items.filter((item) => isActive(item) || item.phase === 'paused');
  const sentBytes = sum(moving, (item) => item.sentBytes);
  const totalBytes = sum(moving, (item) => item.totalBytes);
  const speed = sum(moving, (item) => (item.phase === 'sending' ? (item.bytesPerSecond ?? 0) : 0));
  return {
    active: items.filter(isActive).length,
    sent: items.filter((item) => item.phase === 'sent').length,
    failed: items.filter((item) => item.phase === 'failed').length,
    needsFile: items.filter((item) => item.phase === 'needs-file').length,
    sentBytes,
    totalBytes,
    bytesPerSecond: speed > 0 ? speed : null,
    etaSeconds: speed > 0 ? (totalBytes - sentBytes) / speed : null,
  };
}

function sum(items: readonly UploadItem[], of: (item: UploadItem) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
