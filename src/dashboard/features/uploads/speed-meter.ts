const windowMs = 6_000;
const settledMs = 800;

/** Bytes per second over the last six seconds, so that a stall shows soon and one slow packet does not. */
export class SpeedMeter {
  private samples: { at: number; bytes: number }[] = [];

  record(at: number, bytes: number): void {
    const last = this.samples.at(-1);
    if (last && bytes < last.bytes) this.samples = [];
    this.samples.push({ at, bytes });
    while (this.samples.length > 2 && at - (this.samples[0]?.at ?? at) > windowMs) this.samples.shift();
  }

  /** Null until there is enough to say. */
  bytesPerSecond(): number | null {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (!first || !last || last.at - first.at < settledMs) return null;
    return ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
  }
}
