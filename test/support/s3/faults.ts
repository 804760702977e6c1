import { randomFrom } from '../random-numbers';

/** Something that goes wrong on the way, for requests that a test or a drill picks. */
export interface Fault {
  /** As in `PUT`; any when left out. */
  method?: string;
  /** Any key when left out. */
  keyContains?: string;
  /** Any query when left out; `uploadId=` is what concerns a multipart upload that has begun. */
  queryContains?: string;
  /** How often it happens; for ever when left out. */
  times?: number;
  /** Of the requests picked, from 0 to 1; all when left out. */
  share?: number;
  /** Waits so long before anything else. */
  delayMs?: number;
  /** Answers this instead of doing what was asked. */
  status?: number;
  code?: string;
  /** Cuts the connection: before doing what was asked, after it and instead of an answer, or in the middle of the answer. */
  reset?: 'before' | 'after' | number;
}

export interface SeenRequest {
  method: string;
  key: string;
  query: string;
  /** 0 when the connection was cut. */
  status: number;
}

export class Faults {
  #planted: Fault[] = [];
  #random: () => number;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  /** Faults of several plants add up; the first that hits a request counts. */
  plant(fault: Fault): void {
    this.#planted.push({ ...fault });
  }

  clear(): void {
    this.#planted = [];
  }

  hitting({ method, key, query }: Pick<SeenRequest, 'method' | 'key' | 'query'>): Fault | null {
    for (const fault of this.#planted) {
      if (fault.method && fault.method !== method) continue;
      if (fault.keyContains && !key.includes(fault.keyContains)) continue;
      if (fault.queryContains && !query.includes(fault.queryContains)) continue;
      if (fault.times === 0 || this.#random() >= (fault.share ?? 1)) continue;
      if (fault.times) fault.times--;
      return fault;
    }
    return null;
  }
}
