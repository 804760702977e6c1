import { changedWords, mergeWords, sameWords, type VideoWords } from './video-words';

export interface SavedWords {
  words: VideoWords;
  version: number;
}

export interface AutosaveDependencies {
  /** @throws whatever `isConflict` recognises when the version is no longer the latest. */
  save(changes: Partial<VideoWords>, version: number): Promise<SavedWords>;
  load(): Promise<SavedWords>;
  isConflict(error: unknown): boolean;
  /** How long typing must rest, in milliseconds. */
  restMs: number;
}

export interface AutosaveState {
  words: VideoWords;
  status: 'saved' | 'unsaved' | 'saving' | 'failed' | 'conflict';
  error: unknown;
}

/** Saves words as they are typed, one request at a time, and never overwrites what somebody else wrote meanwhile. */
export class Autosave {
  private state: AutosaveState;
  private base: SavedWords;
  private theirs: SavedWords | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(
    saved: SavedWords,
    private readonly deps: AutosaveDependencies,
  ) {
    this.base = saved;
    this.state = { words: saved.words, status: 'saved', error: null };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): AutosaveState => this.state;

  edit(changes: Partial<VideoWords>): void {
    const words = { ...this.state.words, ...changes };
    const conflict = this.state.status === 'conflict';
    this.set({ words, status: conflict ? 'conflict' : this.running ? 'saving' : 'unsaved', error: null });
    clearTimeout(this.timer);
    if (!conflict) this.timer = setTimeout(() => void this.flush(), this.deps.restMs);
  }

  /** Saves what is not saved yet, now; resolves when nothing is under way. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    if (this.state.status === 'conflict') return;
    this.running ??= this.saveAll().finally(() => {
      this.running = null;
    });
    await this.running;
  }

  /** What the server has now, as told by somebody else's change; ignored while words of ours are not saved. */
  receive(saved: SavedWords): void {
    if (saved.version <= this.base.version || this.running || this.dirty()) return;
    this.base = saved;
    this.set({ words: saved.words, status: 'saved', error: null });
  }

  async keepMine(): Promise<void> {
    if (this.theirs) this.base = this.theirs;
    this.theirs = null;
    this.set({ ...this.state, status: 'unsaved' });
    await this.flush();
  }

  takeTheirs(): void {
    if (this.theirs) this.base = this.theirs;
    this.theirs = null;
    this.set({ words: this.base.words, status: 'saved', error: null });
  }

  private dirty(): boolean {
    return !sameWords(this.base.words, this.state.words);
  }

  private async saveAll(): Promise<void> {
    while (this.dirty()) {
      const sent = this.state.words;
      this.set({ ...this.state, status: 'saving', error: null });
      try {
        const { version } = await this.deps.save(changedWords(this.base.words, sent), this.base.version);
        // The server tidies white space; taking its spelling back would move the cursor under the typing hand.
        this.base = { words: sent, version };
      } catch (error) {
        if (!this.deps.isConflict(error) || !(await this.settle())) {
          if (this.state.status !== 'conflict') this.set({ ...this.state, status: 'failed', error });
          return;
        }
      }
    }
    this.set({ ...this.state, status: 'saved', error: null });
  }

  /** False when both sides changed the same words, or the other side cannot be read. */
  private async settle(): Promise<boolean> {
    try {
      const theirs = await this.deps.load();
      const merge = mergeWords(this.base.words, this.state.words, theirs.words);
      if (merge.kind === 'clean') {
        this.base = theirs;
        this.set({ ...this.state, words: merge.words });
        return true;
      }
      this.theirs = theirs;
      this.set({ ...this.state, status: 'conflict' });
      return false;
    } catch {
      return false;
    }
  }

  private set(state: AutosaveState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}
