import type { Logger } from '../observability';

type Listener = (message: string) => void;

/** Who in this process listens to which channel. A listener that throws disturbs no other. */
export class Listeners {
  readonly #byChannel = new Map<string, Set<Listener>>();

  constructor(private readonly logger: Logger) {}

  /** True when it is the channel's first. */
  add(channel: string, listener: Listener): boolean {
    const known = this.#byChannel.get(channel);
    if (known) known.add(listener);
    else this.#byChannel.set(channel, new Set([listener]));
    return !known;
  }

  /** True when it was the channel's last. */
  remove(channel: string, listener: Listener): boolean {
    const known = this.#byChannel.get(channel);
    known?.delete(listener);
    return known?.size === 0 && this.#byChannel.delete(channel);
  }

  tell(channel: string, message: string): void {
    for (const listener of [...(this.#byChannel.get(channel) ?? [])]) {
      try {
        listener(message);
      } catch (error) {
        this.logger.error({ error, channel }, 'A listener failed');
      }
    }
  }
}
