import { inspect } from 'node:util';

/** A value that shows itself only when asked by name: printing, logging or serialising it says `[redacted]`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  static from(value: string | undefined): Secret | null {
    return value === undefined ? null : new Secret(value);
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[redacted]';
  }

  toJSON(): string {
    return '[redacted]';
  }

  [inspect.custom](): string {
    return '[redacted]';
  }
}
