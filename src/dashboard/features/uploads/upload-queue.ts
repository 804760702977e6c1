import { matchFile } from './match-file';
import { newItem, restingItem } from './new-item';
import { retryDelayMs } from './retry-delay';
import { SpeedMeter } from './speed-meter';
import type { TransferProblem, UploadItem } from './upload-state';

/** One file on its way; `stop` keeps what the server has, `terminate` throws it away. */
export interface Transfer {
  stop(): Promise<void>;
  terminate(): Promise<void>;
}

export interface TransferRequest {
  file: File;
  handle: string;
  videoId: string;
  uploadUrl: string | null;
  /** Null when the server no longer knows the one it had: the next try begins anew. */
  onUrl(url: string | null): void;
  onProgress(sentBytes: number): void;
  onSent(): void;
  onProblem(problem: TransferProblem): void;
}

export interface UploadQueueDependencies {
  /** @throws TransferProblem-like errors are turned by `problemOf`. */
  createDraft(handle: string, title: string, idempotencyKey: string): Promise<{ videoId: string }>;
  problemOf(error: unknown): TransferProblem;
  start(request: TransferRequest): Transfer;
  /** Frees what the server keeps of an upload that no transfer holds. */
  terminate(uploadUrl: string): Promise<void>;
  /** Tells other tabs that this video is being sent here; the returned function takes it back. */
  hold(videoId: string): () => void;
  now(): number;
  newId(): string;
  concurrency: number;
}

export interface UnfinishedUpload {
  handle: string;
  videoId: string;
  title: string;
  replaces: boolean;
  fileName: string;
  totalBytes: number;
  sentBytes: number;
  uploadUrl: string;
}

/** Sends files a few at a time, and keeps trying through outages of either side. */
export class UploadQueue {
  private items: readonly UploadItem[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly files = new Map<string, File>();
  private readonly transfers = new Map<string, Transfer>();
  private readonly meters = new Map<string, SpeedMeter>();
  private readonly failures = new Map<string, number>();
  /** The most bytes that were ever on their way; only more of them end a row of failures. */
  private readonly furthest = new Map<string, number>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly releases = new Map<string, () => void>();

  constructor(private readonly deps: UploadQueueDependencies) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): readonly UploadItem[] => this.items;

  /** Each file becomes a draft of its own and is sent as soon as a lane is free. */
  add(handle: string, files: readonly File[]): void {
    const added = files.map((file) => {
      const id = this.deps.newId();
      this.files.set(id, file);
      return newItem(id, handle, file);
    });
    this.replace([...this.items, ...added]);
    for (const item of added) void this.prepare(item.id);
  }

  /** Sends a file into a video that exists, in place of any other on its way there: the server takes only the newest. */
  addTo(handle: string, video: { videoId: string; title: string; replaces: boolean }, file: File): void {
    for (const older of this.items.filter((one) => one.videoId === video.videoId)) this.forget(older.id);
    const id = this.deps.newId();
    this.files.set(id, file);
    this.replace([...this.items, { ...newItem(id, handle, file), ...video, phase: 'queued' }]);
    this.fill();
  }

  /** Shows what an earlier visit left unfinished; what is already listed is kept as it is. */
  recall(unfinished: readonly UnfinishedUpload[]): void {
    const known = new Set(this.items.map((item) => item.videoId));
    const fresh = unfinished.filter((one) => !known.has(one.videoId));
    if (fresh.length === 0) return;
    const recalled = fresh.map((one): UploadItem => ({ ...restingItem(this.deps.newId()), ...one }));
    this.replace([...this.items, ...recalled]);
  }

  /** Gives a recalled upload its file back. Nothing happens unless name and size are those of before. */
  attach(id: string, file: File): 'same' | 'other-name' | 'other-size' {
    const item = this.find(id);
    if (!item) return 'other-name';
    const match = matchFile(item, file);
    if (match !== 'same') return match;
    this.files.set(id, file);
    this.patch(id, { phase: 'queued', problem: null });
    this.fill();
    return match;
  }

  pause(id: string): void {
    if (!this.find(id)) return;
    this.letGo(id);
    this.patch(id, { phase: 'paused', bytesPerSecond: null, retryAt: null });
    this.fill();
  }

  /** Goes on after a pause, a refusal, or before the next try is due. */
  resume(id: string): void {
    const item = this.find(id);
    if (!item || !this.files.has(id)) return;
    this.clearTimer(id);
    this.patch(id, { phase: item.videoId ? 'queued' : 'preparing', problem: null, retryAt: null });
    if (item.videoId) this.fill();
    else void this.prepare(id);
  }

  /** Takes the file back from the server; the draft stays. */
  async cancel(id: string): Promise<void> {
    const item = this.find(id);
    if (!item) return;
    const transfer = this.transfers.get(id);
    this.forget(id);
    this.fill();
    if (transfer) await transfer.terminate();
    else if (item.uploadUrl) await this.deps.terminate(item.uploadUrl);
  }

  /** Takes a finished or refused one off the list. */
  dismiss(id: string): void {
    this.forget(id);
  }

  dismissSent(): void {
    for (const item of this.items.filter((one) => one.phase === 'sent')) this.forget(item.id);
  }

  pauseAll(): void {
    for (const item of this.items) {
      if (['preparing', 'queued', 'sending', 'waiting'].includes(item.phase)) this.pause(item.id);
    }
  }

  resumeAll(): void {
    for (const item of this.items) if (item.phase === 'paused') this.resume(item.id);
  }

  /** The connection came back: do not sit out the remaining wait. */
  retryNow(): void {
    for (const item of this.items) if (item.phase === 'waiting') this.resume(item.id);
  }

  rename(videoId: string, title: string): void {
    const item = this.items.find((one) => one.videoId === videoId);
    if (item && item.title !== title) this.patch(item.id, { title });
  }

  private async prepare(id: string): Promise<void> {
    const item = this.find(id);
    if (!item) return;
    try {
      const { videoId } = await this.deps.createDraft(item.handle, item.title, id);
      if (!this.find(id)) return;
      const paused = this.find(id)?.phase === 'paused';
      this.patch(id, { videoId, phase: paused ? 'paused' : 'queued', problem: null });
      this.failures.delete(id);
      this.fill();
    } catch (error) {
      this.problem(id, this.deps.problemOf(error));
    }
  }

  private fill(): void {
    for (const item of this.items) {
      if (this.transfers.size >= this.deps.concurrency) return;
      if (item.phase === 'queued') this.send(item);
    }
  }

  private send(item: UploadItem): void {
    const { id, videoId } = item;
    const file = this.files.get(id);
    if (!file || !videoId) return;
    this.meters.set(id, new SpeedMeter());
    this.releases.set(id, this.deps.hold(videoId));
    this.patch(id, { phase: 'sending', bytesPerSecond: null, problem: null, retryAt: null });
    const transfer = this.deps.start({
      file,
      handle: item.handle,
      videoId,
      uploadUrl: item.uploadUrl,
      onUrl: (uploadUrl) => this.patch(id, { uploadUrl }),
      onProgress: (sentBytes) => this.progress(id, sentBytes),
      onSent: () => this.sent(id),
      onProblem: (problem) => this.problem(id, problem),
    });
    this.transfers.set(id, transfer);
  }

  private progress(id: string, sentBytes: number): void {
    const meter = this.meters.get(id);
    if (!meter) return;
    meter.record(this.deps.now(), sentBytes);
    if (sentBytes > (this.furthest.get(id) ?? 0)) {
      this.furthest.set(id, sentBytes);
      this.failures.delete(id);
    }
    this.patch(id, { sentBytes, bytesPerSecond: meter.bytesPerSecond() });
  }

  private sent(id: string): void {
    const total = this.find(id)?.totalBytes ?? 0;
    this.letGo(id);
    this.files.delete(id);
    this.patch(id, { phase: 'sent', sentBytes: total, bytesPerSecond: null });
    this.fill();
  }

  private problem(id: string, problem: TransferProblem): void {
    if (!this.find(id)) return;
    this.letGo(id);
    if (!problem.retryable) {
      this.patch(id, { phase: 'failed', problem, bytesPerSecond: null });
      this.fill();
      return;
    }
    const failures = (this.failures.get(id) ?? 0) + 1;
    this.failures.set(id, failures);
    const delayMs = retryDelayMs(failures);
    this.patch(id, { phase: 'waiting', problem, bytesPerSecond: null, retryAt: this.deps.now() + delayMs });
    this.timers.set(
      id,
      setTimeout(() => this.resume(id), delayMs),
    );
    this.fill();
  }

  private letGo(id: string): void {
    void this.transfers.get(id)?.stop();
    this.transfers.delete(id);
    this.meters.delete(id);
    this.clearTimer(id);
    this.releases.get(id)?.();
    this.releases.delete(id);
  }

  private forget(id: string): void {
    this.letGo(id);
    this.files.delete(id);
    this.failures.delete(id);
    this.furthest.delete(id);
    this.replace(this.items.filter((item) => item.id !== id));
  }

  private clearTimer(id: string): void {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
  }

  private find(id: string): UploadItem | undefined {
    return this.items.find((item) => item.id === id);
  }

  private patch(id: string, changes: Partial<UploadItem>): void {
    this.replace(this.items.map((item) => (item.id === id ? { ...item, ...changes } : item)));
  }

  private replace(items: readonly UploadItem[]): void {
    this.items = items;
    for (const listener of this.listeners) listener();
  }
}
